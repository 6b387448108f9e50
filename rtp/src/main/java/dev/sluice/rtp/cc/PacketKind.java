package dev.sluice.rtp.cc;

/** What a packet is to the pacer, in the order in which waiting packets leave. */
public enum PacketKind {
    /** Never waits. */
    AUDIO,
    /** A packet sent again, because it was asked for. */
    RTX,
    /** Video of temporal layer 0. */
    BASE,
    /** Video of a temporal layer above 0: dropped first when the queue is too long. */
    UPPER,
    /** Carries nothing that the receiver needs. */
    PADDING
}
