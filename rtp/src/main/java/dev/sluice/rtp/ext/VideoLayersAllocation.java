package dev.sluice.rtp.ext;

import java.util.Arrays;

/**
 * The video-layers-allocation extension (webrtc.org, "rtp-hdrext/video-layers-allocation00"): which
 * simulcast streams and spatial layers a publisher sends, at what bitrates, and how large their
 * pictures are. Reused; owned by one thread.
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |RID| NS| sl_bm |   RID: this stream; NS: streams - 1; sl_bm: spatial layers of each stream
 * +-+-+-+-+-+-+-+-+
 * | sl_bm | sl_bm |   only when sl_bm above is 0: one nibble for each stream
 * +-+-+-+-+-+-+-+-+
 * |#tl|#tl|#tl|#tl|   temporal layers - 1, 2 bits for each active spatial layer
 * +-+-+-+-+-+-+-+-+
 * : kbit/s         :  LEB128 for each temporal layer, cumulative
 * +---------------+
 * : width - 1 (16), height - 1 (16), frames/s (8) for each active spatial layer; may be absent
 * </pre>
 */
public final class VideoLayersAllocation {

    /** Streams, and spatial layers of one stream, that the format can tell of. */
    public static final int MAX_LAYERS = 4;

    private static final int RESOLUTION_BYTES = 5;
    private static final int MAX_LEB128_BYTES = 5;

    private final int[] heights = new int[MAX_LAYERS * MAX_LAYERS];
    private final int[] layerOf = new int[MAX_LAYERS * MAX_LAYERS];
    private int streams;
    private boolean resolutions;

    /** Reads the extension's value. Says false when it is damaged; nothing must be read then. */
    public boolean parse(byte[] data, int offset, int length) {
        Arrays.fill(heights, 0);
        resolutions = false;
        if (length < 2) {
            return false;
        }
        int end = offset + length;
        int first = data[offset] & 0xFF;
        streams = (first >>> 4 & 3) + 1;
        int bitmap = first & 0x0F;
        int at = offset + 1;
        int bitmaps = at;
        if (bitmap == 0) {
            at += (streams + 1) / 2;
        }
        if (at > end) {
            return false;
        }
        int layers = 0;
        for (int stream = 0; stream < streams; stream++) {
            int active = bitmap != 0 ? bitmap : nibble(data[bitmaps + stream / 2], stream);
            for (int spatial = 0; spatial < MAX_LAYERS; spatial++) {
                if ((active >>> spatial & 1) != 0) {
                    layerOf[layers++] = stream * MAX_LAYERS + spatial;
                }
            }
        }
        return parseLayers(data, at, end, layers);
    }

    private boolean parseLayers(byte[] data, int start, int end, int layers) {
        int at = start + (layers + 3) / 4;
        if (at > end) {
            return false;
        }
        int bitrates = 0;
        for (int i = 0; i < layers; i++) {
            bitrates += (data[start + i / 4] >>> (6 - 2 * (i % 4)) & 3) + 1;
        }
        for (int i = 0; i < bitrates; i++) {
            int bytes = 1;
            while (at < end && (data[at] & 0x80) != 0 && bytes < MAX_LEB128_BYTES) {
                at++;
                bytes++;
            }
            if (at++ >= end) {
                return false;
            }
        }
        if (layers > 0 && end - at == layers * RESOLUTION_BYTES) {
            resolutions = true;
            for (int i = 0; i < layers; i++, at += RESOLUTION_BYTES) {
                heights[layerOf[i]] = ((data[at + 2] & 0xFF) << 8 | (data[at + 3] & 0xFF)) + 1;
            }
        }
        return at == end;
    }

    /** The upper half of a byte for even streams, the lower one for odd. */
    private static int nibble(byte both, int stream) {
        return ((stream & 1) == 0 ? both >>> 4 : both) & 0x0F;
    }

    /** How many simulcast streams there are, 1 to 4. */
    public int streams() {
        return streams;
    }

    /** Whether this message tells the size of pictures; most tell bitrates only. */
    public boolean hasResolutions() {
        return resolutions;
    }

    /**
     * The height of the pictures in pixels, 0 when the layer is not sent or no size was told.
     *
     * @param stream in the order of the rids
     * @param spatial inside the stream
     */
    public int height(int stream, int spatial) {
        return heights[stream * MAX_LAYERS + spatial];
    }
}
