package dev.sluice.rtp.forward;

/** What an outgoing packet is for, in the order in which a congested path should prefer them. */
public enum PacketKind {
    /** Sound: it never waits. */
    AUDIO,
    /** A packet sent again, because it was asked for. */
    RETRANSMISSION,
    /** Moving pictures. */
    VIDEO,
    /** Sent to measure the path; nobody shows it. */
    PADDING
}
