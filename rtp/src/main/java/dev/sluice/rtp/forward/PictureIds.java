package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.FrameInfo;

/**
 * Continues the picture ids (15 bits), temporal base layer indices (8) and keyframe indices (5) of
 * VP8 and VP9 over switches, at the last ones plus 1. Source ids of 7 bits are widened. Owned by a
 * slot.
 */
final class PictureIds {

    private static final long NONE = Long.MIN_VALUE;
    private static final int PICTURE_MASK = 0x7FFF;
    private static final int TL0_MASK = 0xFF;
    private static final int KEY_MASK = 0x1F;

    /** The newest source id, without wraps. */
    private long newest = NONE;

    private int offset;
    private int tl0Offset;
    private int keyOffset;

    private long lastDropped = NONE;

    /** What was sent last; NONE before the first. */
    private long lastOut = NONE;

    private long lastTl0 = NONE;
    private long lastKey = NONE;

    /** Begins at a keyframe of another stream. */
    void start(FrameInfo frame) {
        newest = NONE;
        lastDropped = NONE;
        offset = 0;
        if (frame.pictureId != FrameInfo.ABSENT && lastOut != NONE) {
            offset = (int) (lastOut + 1 - unwrap(frame));
        }
        if (frame.tl0PictureIndex != FrameInfo.ABSENT && lastTl0 != NONE) {
            tl0Offset = (int) lastTl0 + 1 - frame.tl0PictureIndex;
        }
        if (frame.keyIndex != FrameInfo.ABSENT && lastKey != NONE) {
            keyOffset = (int) lastKey + 1 - frame.keyIndex;
        }
    }

    /** What late pictures have to be moved by that come before the next one. */
    int offset() {
        return offset;
    }

    /**
     * A packet beyond all before it: keeps track of ids that wrap early, whatever becomes of it.
     */
    void see(FrameInfo frame) {
        if (frame.pictureId != FrameInfo.ABSENT) {
            long id = unwrap(frame);
            newest = newest == NONE ? id : Math.max(newest, id);
        }
    }

    /** A newest packet of a picture that does not go on: its number is closed up, once. */
    void drop(FrameInfo frame) {
        if (frame.pictureId != FrameInfo.ABSENT && unwrap(frame) > lastDropped) {
            lastDropped = unwrap(frame);
            offset--;
        }
    }

    /**
     * Writes the ids of a packet that goes on into {@code out}.
     *
     * @param pictureOffset {@link #offset}, or what it was where a late packet belongs
     */
    void rewrite(FrameInfo frame, int pictureOffset, boolean isNewest, Rewrite out) {
        if (frame.pictureId != FrameInfo.ABSENT) {
            long id = unwrap(frame);
            out.pictureId = (int) (id + pictureOffset) & PICTURE_MASK;
            if (isNewest && id + pictureOffset > lastOut) {
                lastOut = id + pictureOffset;
            }
        }
        if (frame.tl0PictureIndex != FrameInfo.ABSENT) {
            out.tl0PictureIndex = (frame.tl0PictureIndex + tl0Offset) & TL0_MASK;
            lastTl0 = isNewest ? out.tl0PictureIndex : lastTl0;
        }
        if (frame.keyIndex != FrameInfo.ABSENT) {
            out.keyIndex = (frame.keyIndex + keyOffset) & KEY_MASK;
            lastKey = isNewest ? out.keyIndex : lastKey;
        }
    }

    private long unwrap(FrameInfo frame) {
        if (newest == NONE) {
            return frame.pictureId;
        }
        int shift = Integer.SIZE - frame.pictureIdBits;
        return newest + (((frame.pictureId - (int) newest) << shift) >> shift);
    }
}
