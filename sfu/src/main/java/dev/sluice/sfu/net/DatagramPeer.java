package dev.sluice.sfu.net;

import dev.sluice.mediacore.net.Tuple;

/**
 * What a media loop drives: one peer's transport. Every method is called on the owning loop only.
 */
public interface DatagramPeer {

    /**
     * The username fragment under which the loop finds this peer; see {@link MediaLoop#register}.
     */
    String usernameFragment();

    /**
     * A datagram for this peer. The bytes are borrowed and may be changed in place.
     *
     * @param nowNanos when the datagram was read from its socket
     */
    void onDatagram(long nowNanos, Tuple tuple, byte[] data, int offset, int length);

    /** The connection of a tuple that was bound to this peer is gone. */
    default void onTupleLost(long nowNanos, Tuple tuple) {}

    /**
     * Whether these bytes, which this peer's transport has just sent, are of a video stream: what a
     * full connection drops first.
     */
    default boolean isVideo(byte[] data, int offset, int length) {
        return false;
    }

    /** Harmless when early or late. */
    void onTimeout(long nowNanos);

    /**
     * When {@link #onTimeout} is due; Long.MAX_VALUE when nothing is. Asked once after {@link
     * Deadline#forget}, and after {@link #onTimeout} unless that says {@link Deadline#found}.
     */
    long nextDeadlineNanos();
}
