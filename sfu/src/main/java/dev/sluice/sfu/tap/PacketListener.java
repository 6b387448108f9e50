package dev.sluice.sfu.tap;

/**
 * Receives a publication's packets on the embedder's executor, one call at a time, in the order of
 * their sequence numbers.
 */
@FunctionalInterface
public interface PacketListener {

    /** The next packet. It and its bytes are borrowed: both are reused after the call. */
    void onPacket(TappedPacket packet);

    /**
     * Packets never came, or were dropped because this listener was too slow.
     *
     * @param packets how many, at least 1
     */
    default void onGap(long packets) {}

    /** The publication or the tap ended: the last call. */
    default void onEnd() {}
}
