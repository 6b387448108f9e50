package dev.sluice.signaling.client.source;

/** When the packets of a frame leave. */
public enum VideoShape {
    /** All at once, as an encoder without a pacer gives them. */
    BURST,
    /** Spread evenly over the time to the next frame. */
    EVEN
}
