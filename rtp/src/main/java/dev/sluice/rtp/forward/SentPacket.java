package dev.sluice.rtp.forward;

/**
 * A packet that a slot sent, or a place for one. Mutable, reused; owned by a {@link SentHistory}.
 */
final class SentPacket extends Rewrite {

    /** Which of the slot's sources the packet came from. */
    int source;

    /** Where the source's cache has it. */
    int encoding;

    long sourceIndex;

    int layer;
    long sentNanos;
    int resends;
    long resentNanos;
}
