package dev.sluice.ice.agent;

/** How far an agent that sends checks has come. */
public enum IceState {
    /** The peer's credentials are not known yet. */
    NEW,
    /** Looking for a pair that works; after a restart, media may still flow on the old one. */
    CHECKING,
    /** A pair is selected and the peer consents to it. */
    CONNECTED,
    /** No pair works, or consent has ended. More candidates or a restart may help. */
    FAILED
}
