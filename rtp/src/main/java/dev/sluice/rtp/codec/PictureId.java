package dev.sluice.rtp.codec;

/** The picture id of VP8 and VP9: 7 bits behind a 0, or 15 bits behind a 1. */
final class PictureId {

    private PictureId() {}

    /** Gives the place behind it, or -1 when the payload ends before. */
    static int parse(byte[] data, int start, int end, FrameInfo out) {
        if (start >= end) {
            return -1;
        }
        int first = data[start] & 0xFF;
        if ((first & 0x80) == 0) {
            out.pictureId = first;
            out.pictureIdBits = 7;
            return start + 1;
        }
        if (start + 1 >= end) {
            return -1;
        }
        out.pictureId = ((first & 0x7F) << 8) | (data[start + 1] & 0xFF);
        out.pictureIdBits = 15;
        return start + 2;
    }
}
