package dev.sluice.rtp.codec;

/**
 * The VP9 payload descriptor (RFC 9628, section 4.2). Stateless.
 *
 * <pre>
 *       0 1 2 3 4 5 6 7
 *      +-+-+-+-+-+-+-+-+
 *      |I|P|L|F|B|E|V|Z|  required
 *      +-+-+-+-+-+-+-+-+
 * I:   |M| PICTURE ID  |  7 bits, or 15 when M
 *      +-+-+-+-+-+-+-+-+
 * L:   | TID |U| SID |D|
 *      +-+-+-+-+-+-+-+-+
 *      |   TL0PICIDX   |  when L and not F
 *      +-+-+-+-+-+-+-+-+
 * P,F: | P_DIFF      |N|  up to 3 times
 *      +-+-+-+-+-+-+-+-+
 * V:   | SS ...        |
 *      +-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Vp9Descriptor {

    private static final int MALFORMED = -1;
    private static final int MAX_REFERENCES = 3;

    private Vp9Descriptor() {}

    /**
     * Fills what the descriptor says into a cleared {@code out}. Gives the descriptor's length in
     * bytes, or -1 when it is damaged.
     */
    public static int parse(byte[] data, int offset, int length, FrameInfo out) {
        if (length < 1) {
            return MALFORMED;
        }
        int end = offset + length;
        int at = offset;
        int first = data[at++] & 0xFF;
        boolean flexible = (first & 0x10) != 0;
        out.interPicture = (first & 0x40) != 0;
        if ((first & 0x80) != 0) {
            at = PictureId.parse(data, at, end, out);
        }
        if (at >= 0 && (first & 0x20) != 0) {
            at = parseLayers(data, at, end, flexible, out);
        }
        if (at >= 0 && flexible && out.interPicture) {
            at = skipReferences(data, at, end);
        }
        if (at >= 0 && (first & 0x02) != 0) {
            at = parseScalabilityStructure(data, at, end, out);
        }
        if (at < 0 || at >= end) {
            return MALFORMED;
        }
        out.frameStart = (first & 0x08) != 0;
        out.frameEnd = (first & 0x04) != 0;
        out.unusedByUpperLayers = (first & 0x01) != 0;
        out.keyframe = out.frameStart && !out.interPicture && out.spatialId == 0;
        return at - offset;
    }

    private static int parseLayers(
            byte[] data, int start, int end, boolean flexible, FrameInfo out) {
        int at = start;
        if (end - at < (flexible ? 1 : 2)) {
            return MALFORMED;
        }
        int layers = data[at++] & 0xFF;
        out.temporalId = layers >>> 5;
        out.switchingPoint = (layers & 0x10) != 0;
        out.spatialId = (layers >>> 1) & 7;
        out.interLayer = (layers & 0x01) != 0;
        if (!flexible) {
            out.tl0PictureIndex = data[at++] & 0xFF;
        }
        return at;
    }

    private static int skipReferences(byte[] data, int start, int end) {
        int at = start;
        for (int i = 0; i < MAX_REFERENCES; i++) {
            if (at >= end) {
                return MALFORMED;
            }
            if ((data[at++] & 0x01) == 0) {
                return at;
            }
        }
        return at;
    }

    private static int parseScalabilityStructure(byte[] data, int start, int end, FrameInfo out) {
        int at = start;
        if (at >= end) {
            return MALFORMED;
        }
        int head = data[at++] & 0xFF;
        out.spatialLayers = (head >>> 5) + 1;
        if ((head & 0x10) != 0) {
            at += out.spatialLayers * 4;
        }
        if ((head & 0x08) == 0) {
            return at;
        }
        if (at >= end) {
            return MALFORMED;
        }
        int pictures = data[at++] & 0xFF;
        for (int i = 0; i < pictures; i++) {
            if (at >= end) {
                return MALFORMED;
            }
            int references = (data[at++] >>> 2) & 3;
            at += references;
        }
        return at;
    }
}
