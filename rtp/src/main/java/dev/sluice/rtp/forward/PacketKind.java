package dev.sluice.rtp.forward;

/** What an outgoing packet is for, in the order in which a congested path should prefer them. */
public enum PacketKind {
    AUDIO,
    RETRANSMISSION,
    VIDEO,
    PADDING
}
