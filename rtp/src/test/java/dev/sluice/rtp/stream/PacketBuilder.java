package dev.sluice.rtp.stream;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.ext.ExtensionWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds RTP packets as a peer would send them. */
final class PacketBuilder {

    static final int MID = 1;
    static final int RID = 2;
    static final int REPAIRED_RID = 3;
    static final int TRANSPORT_CC = 4;
    static final int AUDIO_LEVEL = 5;

    private final byte[] data = new byte[1_500];
    private final ExtensionWriter extensions = new ExtensionWriter();
    private int payloadAt = 12;

    PacketBuilder(long ssrc, int payloadType, int sequence) {
        data[0] = (byte) 0x80;
        data[1] = (byte) payloadType;
        Bytes.put16(data, 2, sequence);
        Bytes.put32(data, 8, ssrc);
        extensions.begin(data, 12, false);
    }

    PacketBuilder timestamp(long timestamp) {
        Bytes.put32(data, 4, timestamp);
        return this;
    }

    PacketBuilder marker() {
        data[1] |= (byte) 0x80;
        return this;
    }

    PacketBuilder extension(int id, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        extensions.put(id, bytes, 0, bytes.length);
        return this;
    }

    PacketBuilder transportSequence(int sequence) {
        Bytes.put16(data, extensions.reserve(TRANSPORT_CC, 2), sequence);
        return this;
    }

    PacketBuilder audioLevel(boolean voice, int level) {
        Bytes.put8(data, extensions.reserve(AUDIO_LEVEL, 1), (voice ? 0x80 : 0) | level);
        return this;
    }

    byte[] payload(byte... payload) {
        int block = extensions.end();
        if (block > 0) {
            data[0] |= 0x10;
        }
        payloadAt = 12 + block;
        System.arraycopy(payload, 0, data, payloadAt, payload.length);
        return Arrays.copyOf(data, payloadAt + payload.length);
    }

    /** A VP8 packet that starts a frame; {@code fill} tells frames apart. */
    byte[] vp8(boolean keyframe, int fill) {
        return payload((byte) 0x10, (byte) (keyframe ? 0 : 1), (byte) fill, (byte) (fill >>> 8));
    }

    /** The same VP8 packet as the payload of a retransmission. */
    byte[] rtxOfVp8(int originalSequence, boolean keyframe, int fill) {
        return payload(
                (byte) (originalSequence >>> 8),
                (byte) originalSequence,
                (byte) 0x10,
                (byte) (keyframe ? 0 : 1),
                (byte) fill,
                (byte) (fill >>> 8));
    }

    /** A packet of nothing but padding. */
    byte[] padding(int bytes) {
        byte[] padding = new byte[bytes];
        padding[bytes - 1] = (byte) bytes;
        data[0] |= 0x20;
        return payload(padding);
    }
}
