package dev.sluice.sfu.tap;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.FrameInfo;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.codec.Vp8Descriptor;
import dev.sluice.rtp.codec.Vp9Descriptor;
import dev.sluice.rtp.packet.RedPayload;
import java.io.ByteArrayOutputStream;

/**
 * Makes frames of packets: Opus (RFC 7587), plain or the primary block of RED (RFC 2198), VP8 (RFC
 * 7741), VP9 (RFC 9628) and H264 (RFC 6184, single units, STAP-A, FU-A). AV1 comes as packets only.
 * One thread at a time, as taps call it.
 */
public final class FrameAssembler implements PacketListener {

    private static final byte[] START_CODE = {0, 0, 0, 1};
    private static final int TYPE_MASK = 0x1F;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int SPS = 7;
    private static final int IDR = 5;
    private static final int FU_START = 0x80;
    private static final int MAX_FRAME_BYTES = 8 << 20;

    private final FrameListener out;
    private final FrameInfo scratch = new FrameInfo();
    private final RedPayload red = new RedPayload();
    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();
    private boolean open;
    private boolean keyframe;
    private boolean decodable;
    private long timestamp;

    /** One that tells {@code out} on the thread that gives it packets. */
    public FrameAssembler(FrameListener out) {
        this.out = out;
    }

    @Override
    public void onPacket(TappedPacket packet) {
        if (packet.codec == Codec.AV1) {
            throw new IllegalArgumentException(
                    packet.codec + " is not taken apart here: tap its packets");
        }
        if (packet.codec.kind() == MediaKind.AUDIO) {
            addAudio(packet);
            return;
        }
        if (open && packet.timestamp != timestamp) {
            lose();
        }
        if (!open && packet.frameStart) {
            open = true;
            keyframe = false;
            timestamp = packet.timestamp;
            frame.reset();
        }
        if (open) {
            add(packet);
        }
        if (open && packet.marker) {
            open = false;
            emitVideo(packet);
        }
    }

    @Override
    public void onGap(long packets) {
        lose();
    }

    @Override
    public void onEnd() {
        out.onEnd();
    }

    private void addAudio(TappedPacket packet) {
        frame.reset();
        if (packet.codec != Codec.RED) {
            frame.write(packet.payload, 0, packet.payloadBytes);
            emit(packet, packet.codec, true);
        } else if (red.parse(packet.payload, 0, packet.payloadBytes)) {
            int primary = red.blocks() - 1;
            frame.write(packet.payload, red.offset(primary), red.length(primary));
            emit(packet, Codec.OPUS, true);
        }
    }

    private void add(TappedPacket packet) {
        keyframe |= packet.frameStart && packet.keyframe;
        scratch.clear();
        int descriptor = 0;
        if (packet.codec == Codec.VP8) {
            descriptor = Vp8Descriptor.parse(packet.payload, 0, packet.payloadBytes, scratch);
        } else if (packet.codec == Codec.VP9) {
            descriptor = Vp9Descriptor.parse(packet.payload, 0, packet.payloadBytes, scratch);
        }
        if (packet.codec == Codec.H264) {
            addH264(packet.payload, packet.payloadBytes);
        } else if (descriptor >= 0) {
            frame.write(packet.payload, descriptor, packet.payloadBytes - descriptor);
        }
        if (descriptor < 0 || frame.size() > MAX_FRAME_BYTES) {
            lose();
        }
    }

    private void addH264(byte[] payload, int length) {
        int type = payload[0] & TYPE_MASK;
        if (type == STAP_A) {
            int at = 1;
            while (at + 2 < length) {
                int size = (payload[at] & 0xFF) << 8 | (payload[at + 1] & 0xFF);
                at += 2;
                unit(payload[at] & TYPE_MASK);
                frame.write(payload, at, Math.min(size, length - at));
                at += size;
            }
        } else if (type == FU_A && length > 2) {
            if ((payload[1] & FU_START) != 0) {
                unit(payload[1] & TYPE_MASK);
                frame.write((payload[0] & ~TYPE_MASK) | (payload[1] & TYPE_MASK));
            }
            frame.write(payload, 2, length - 2);
        } else {
            unit(type);
            frame.write(payload, 0, length);
        }
    }

    private void unit(int type) {
        keyframe |= type == IDR || type == SPS;
        frame.write(START_CODE, 0, START_CODE.length);
    }

    private void emitVideo(TappedPacket packet) {
        decodable |= keyframe;
        if (decodable) {
            emit(packet, packet.codec, keyframe);
        }
    }

    private void emit(TappedPacket packet, Codec codec, boolean independent) {
        out.onFrame(
                new MediaFrame(
                        codec,
                        frame.toByteArray(),
                        packet.timestamp,
                        packet.captureNtpNanos,
                        independent,
                        packet.audioLevel));
    }

    private void lose() {
        open = false;
        decodable = false;
        out.onGap();
    }
}
