package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.FrameInfo;

/**
 * Decides, packet by packet, which layers of one encoding go on. It begins at a keyframe and
 * changes what it lets through only at packets that start a frame, so a frame is never cut. Packets
 * that come in order are asked about by {@link #admit}, which may change the layers; late ones by
 * {@link #admitLate}, which does not. Owned by a slot.
 */
abstract class LayerFilter {

    /** The packet goes on. */
    static final int FORWARD = 0;

    /** The packet's frame is left out. */
    static final int DROP = 1;

    /** It cannot be told yet: the packet is treated as if it had not come. */
    static final int UNKNOWN = 2;

    /** Begins at the start of a keyframe, which is asked about by {@link #admit} next. */
    abstract void start(FrameInfo keyframe);

    /** Sets the highest layers wanted; they take effect where the codec allows. */
    abstract void target(int spatial, int temporal);

    /**
     * Decides on a packet beyond all before it.
     *
     * @param contiguous no packet is missing just before this one
     * @return {@link #FORWARD}, {@link #DROP} or {@link #UNKNOWN}
     */
    abstract int admit(FrameInfo frame, long timestamp, boolean contiguous);

    /** As {@link #admit}, by the {@link #limits} in force where the packet belongs. */
    abstract int admitLate(FrameInfo frame, int limits);

    /** The layers in force now, packed into 16 bits: to be kept for late packets. */
    abstract int limits();

    /** Whether a packet is the last of its picture because {@code limits} leave out the rest. */
    abstract boolean endsPicture(FrameInfo frame, int limits);

    /** The wanted layer cannot be reached without a keyframe. */
    abstract boolean wantsKeyframe();

    /** The highest spatial layer let through. */
    abstract int spatial();

    /** The highest temporal layer let through. */
    abstract int temporal();

    /** Which decode targets of {@code frame}'s structure are kept up, of those that are active. */
    int keptTargets(FrameInfo frame) {
        return frame.dependency.activeTargets;
    }
}
