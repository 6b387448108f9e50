package dev.sluice.rtp.decode;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes coded frames of one stream's RTP packets, given in order. A frame that was cut is left out.
 */
public final class Depacketizer {

    private final String codec;
    private final List<CodedFrame> frames = new ArrayList<>();
    private final ByteArrayOutputStream current = new ByteArrayOutputStream();
    private final Av1Assembler av1 = new Av1Assembler(frames);
    private long timestamp = -1;
    private int spatialId;
    private int lastSequence = -1;
    private boolean ended = true;
    private int cut;

    /**
     * Takes the packets apart.
     *
     * @param codec VP8, VP9, H264 or AV1
     */
    public Depacketizer(String codec, List<byte[]> packets) {
        this.codec = codec;
        packets.forEach(this::add);
        finish();
    }

    /** The whole frames, in order. */
    public List<CodedFrame> frames() {
        return frames;
    }

    /** How many frames were left out because packets were missing at their end. */
    public int cut() {
        return cut;
    }

    private void add(byte[] packet) {
        int offset = 12 + 4 * (packet[0] & 15);
        if ((packet[0] & 0x10) != 0) {
            offset += 4 + 4 * uint16(packet, offset + 2);
        }
        int end = packet.length - ((packet[0] & 0x20) == 0 ? 0 : packet[packet.length - 1] & 0xFF);
        if (end <= offset) {
            return;
        }
        long time = (long) uint16(packet, 4) << 16 | uint16(packet, 6);
        int sequence = uint16(packet, 2);
        if (sequence != ((lastSequence + 1) & 0xFFFF) && !ended) {
            // The rest of the frame is missing: a decoder is not given it.
            current.reset();
            av1.reset();
            cut += lastSequence < 0 ? 0 : 1;
        }
        lastSequence = sequence;
        ended = packet[1] < 0;
        if (time != timestamp) {
            finish();
            timestamp = time;
        }
        switch (codec) {
            case "VP8" -> current.write(packet, vp8(packet, offset), end - vp8(packet, offset));
            case "VP9" -> vp9(packet, offset, end);
            case "H264" -> h264(packet, offset, end);
            case "AV1" -> av1.add(time, packet, offset, end);
            default -> throw new IllegalArgumentException(codec);
        }
    }

    private void finish() {
        if (codec.equals("AV1")) {
            av1.finish();
        } else if (current.size() > 0) {
            frames.add(new CodedFrame(timestamp, spatialId, current.toByteArray()));
            current.reset();
        }
    }

    /** Where the VP8 bitstream starts (RFC 7741, section 4.2). */
    private static int vp8(byte[] packet, int offset) {
        int at = offset + 1;
        if (packet[offset] >= 0) {
            return at;
        }
        int flags = packet[at++];
        if ((flags & 0x80) != 0) {
            at += packet[at] < 0 ? 2 : 1;
        }
        return at + ((flags & 0x40) >> 6) + ((flags & 0x30) == 0 ? 0 : 1);
    }

    /** Takes the VP9 bitstream (RFC 9628, section 4.2); every spatial layer is a frame. */
    private void vp9(byte[] packet, int offset, int end) {
        int head = packet[offset];
        int at = offset + 1;
        int layer = 0;
        if ((head & 0x80) != 0) {
            at += packet[at] < 0 ? 2 : 1;
        }
        if ((head & 0x20) != 0) {
            layer = packet[at++] >> 1 & 7;
            at += (head & 0x10) == 0 ? 1 : 0;
        }
        if ((head & 0x50) == 0x50) {
            while ((packet[at++] & 1) != 0) {
                continue;
            }
        }
        if ((head & 2) != 0) {
            int structure = packet[at++] & 0xFF;
            at += (structure & 0x10) == 0 ? 0 : 4 * ((structure >> 5) + 1);
            int pictures = (structure & 8) == 0 ? 0 : packet[at++] & 0xFF;
            for (int i = 0; i < pictures; i++) {
                at += 1 + (packet[at] >> 2 & 3);
            }
        }
        if ((head & 8) != 0) {
            finish();
        }
        spatialId = layer;
        ended |= (head & 4) != 0;
        current.write(packet, at, end - at);
    }

    /** Takes NAL units with start codes before them (RFC 6184, section 5). */
    private void h264(byte[] packet, int offset, int end) {
        int type = packet[offset] & 31;
        if (type == 24) {
            for (int at = offset + 1; at < end; at += 2 + uint16(packet, at)) {
                startCode();
                current.write(packet, at + 2, uint16(packet, at));
            }
        } else if (type == 28) {
            if (packet[offset + 1] < 0) {
                startCode();
                current.write(packet[offset] & 0xE0 | packet[offset + 1] & 31);
            }
            current.write(packet, offset + 2, end - offset - 2);
        } else {
            startCode();
            current.write(packet, offset, end - offset);
        }
    }

    private void startCode() {
        current.writeBytes(new byte[] {0, 0, 0, 1});
    }

    static int uint16(byte[] data, int at) {
        return (data[at] & 0xFF) << 8 | data[at + 1] & 0xFF;
    }

    /** Joins the OBUs of AV1 (RTP Payload Format for AV1, section 4) and gives them sizes. */
    private static final class Av1Assembler {

        private final List<CodedFrame> frames;
        private final ByteArrayOutputStream element = new ByteArrayOutputStream();
        private final ByteArrayOutputStream unit = new ByteArrayOutputStream();
        private long timestamp;
        private int spatialId;
        private boolean hasFrame;

        Av1Assembler(List<CodedFrame> frames) {
            this.frames = frames;
        }

        void add(long time, byte[] packet, int offset, int end) {
            timestamp = time;
            int header = packet[offset] & 0xFF;
            int count = header >> 4 & 3;
            int at = offset + 1;
            for (int i = 1; at < end; i++) {
                int length = end - at;
                if (i != count) {
                    int shift = 0;
                    length = 0;
                    int next;
                    do {
                        next = packet[at++];
                        length |= (next & 0x7F) << shift;
                        shift += 7;
                    } while ((next & 0x80) != 0);
                }
                if (i > 1 || (header & 0x80) == 0) {
                    endElement();
                }
                element.write(packet, at, length);
                at += length;
            }
            if ((header & 0x40) == 0) {
                endElement();
            }
        }

        private void endElement() {
            if (element.size() == 0) {
                return;
            }
            byte[] obu = element.toByteArray();
            element.reset();
            boolean extended = (obu[0] & 4) != 0;
            int layer = extended ? obu[1] >> 3 & 3 : spatialId;
            if (hasFrame && layer != spatialId) {
                endUnit();
            }
            spatialId = layer;
            int type = obu[0] >> 3 & 15;
            hasFrame |= type == 6 || type == 3;
            int start = extended ? 2 : 1;
            unit.write(obu[0] | 2);
            unit.write(obu, 1, start - 1);
            int size = obu.length - start;
            for (; size >= 0x80; size >>= 7) {
                unit.write(size | 0x80);
            }
            unit.write(size);
            unit.write(obu, start, obu.length - start);
        }

        private void endUnit() {
            byte[] data = unit.toByteArray();
            unit.reset();
            boolean first =
                    frames.isEmpty() || frames.get(frames.size() - 1).timestamp() != timestamp;
            byte[] delimited = data;
            if (first) {
                delimited = new byte[data.length + 2];
                delimited[0] = 0x12;
                System.arraycopy(data, 0, delimited, 2, data.length);
            }
            frames.add(
                    new CodedFrame(
                            timestamp, spatialId, Arrays.copyOf(delimited, delimited.length)));
            hasFrame = false;
        }

        void reset() {
            element.reset();
            unit.reset();
            hasFrame = false;
        }

        void finish() {
            endElement();
            if (hasFrame) {
                endUnit();
            }
            spatialId = 0;
        }
    }
}
