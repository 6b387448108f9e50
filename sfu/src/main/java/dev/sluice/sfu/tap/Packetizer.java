package dev.sluice.sfu.tap;

import dev.sluice.rtp.codec.Codec;

/**
 * Cuts frames into RTP payloads: Opus (RFC 7587), VP8 with a 15-bit picture id (RFC 7741, section
 * 4.2), H264 as single units and FU-A (RFC 6184, sections 5.6 and 5.8). Not thread-safe.
 *
 * <pre>
 * VP8:   |1|0|N|S|0|0|0|0|  |1|0|0|0|0|0|0|0|  |1| picture id, 15 bits |
 * FU-A:  |F|NRI| 28 |       |S|E|0|  type  |
 * </pre>
 */
final class Packetizer {

    private static final int VP8_DESCRIPTOR_BYTES = 4;
    private static final int PICTURE_IDS = 1 << 15;
    private static final int FU_A = 28;
    private static final int TYPE_MASK = 0x1F;

    private final Codec codec;
    private final int maxPayloadBytes;
    private int pictureId;

    Packetizer(Codec codec, int maxPayloadBytes) {
        this.codec = codec;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /** Whether it knows that codec. */
    static boolean cuts(Codec codec) {
        return codec == Codec.OPUS || codec == Codec.VP8 || codec == Codec.H264;
    }

    void packetize(byte[] frame, PayloadListener out) {
        if (frame.length == 0) {
            throw new IllegalArgumentException("a frame has at least one byte");
        }
        switch (codec) {
            case VP8 -> vp8(frame, out);
            case H264 -> h264(frame, out);
            default -> out.onPayload(frame.clone(), true);
        }
    }

    private void vp8(byte[] frame, PayloadListener out) {
        int room = maxPayloadBytes - VP8_DESCRIPTOR_BYTES;
        for (int at = 0; at < frame.length; at += room) {
            int bytes = Math.min(room, frame.length - at);
            byte[] payload = new byte[VP8_DESCRIPTOR_BYTES + bytes];
            payload[0] = (byte) (at == 0 ? 0x90 : 0x80);
            payload[1] = (byte) 0x80;
            payload[2] = (byte) (0x80 | (pictureId >>> 8));
            payload[3] = (byte) pictureId;
            System.arraycopy(frame, at, payload, VP8_DESCRIPTOR_BYTES, bytes);
            out.onPayload(payload, at + bytes == frame.length);
        }
        pictureId = (pictureId + 1) % PICTURE_IDS;
    }

    /** An access unit in Annex B. */
    private void h264(byte[] unit, PayloadListener out) {
        int start = afterStartCode(unit, 0);
        if (start < 0) {
            throw new IllegalArgumentException("an H264 frame begins with a start code (Annex B)");
        }
        while (start >= 0) {
            int following = afterStartCode(unit, start);
            int end = following < 0 ? unit.length : following - 3;
            while (end > start && unit[end - 1] == 0) {
                end--;
            }
            if (end > start) {
                nal(unit, start, end, following < 0, out);
            }
            start = following;
        }
    }

    private void nal(byte[] unit, int start, int end, boolean last, PayloadListener out) {
        if (end - start <= maxPayloadBytes) {
            byte[] payload = new byte[end - start];
            System.arraycopy(unit, start, payload, 0, payload.length);
            out.onPayload(payload, last);
            return;
        }
        int header = unit[start];
        int room = maxPayloadBytes - 2;
        for (int at = start + 1; at < end; at += room) {
            int bytes = Math.min(room, end - at);
            boolean ends = at + bytes == end;
            byte[] payload = new byte[2 + bytes];
            payload[0] = (byte) ((header & ~TYPE_MASK) | FU_A);
            payload[1] =
                    (byte)
                            ((header & TYPE_MASK)
                                    | (at == start + 1 ? 0x80 : 0)
                                    | (ends ? 0x40 : 0));
            System.arraycopy(unit, at, payload, 2, bytes);
            out.onPayload(payload, last && ends);
        }
    }

    private static int afterStartCode(byte[] unit, int from) {
        for (int i = from; i + 2 < unit.length; i++) {
            if (unit[i] == 0 && unit[i + 1] == 0 && unit[i + 2] == 1) {
                return i + 3;
            }
        }
        return -1;
    }
}
