package dev.sluice.signaling.client;

/**
 * Where a publication's packets come from. Driven by the participant's loop, one call at a time: it
 * is asked when its next packet is due, and at that moment, or soon after, for the packet itself.
 */
public interface PacketSource {

    /**
     * When the next packet is due, in nanoseconds since the start; {@link Long#MAX_VALUE}: never
     * again.
     */
    long nextNanos();

    /**
     * Writes the packet that is due; {@code packet} is empty before. A source that writes an empty
     * payload sends nothing.
     *
     * @param nowNanos monotonic time right before the packet is encrypted and sent
     */
    void write(long nowNanos, MediaToSend packet);

    /**
     * The server asks for a keyframe.
     *
     * @param encoding 0 the lowest simulcast layer
     */
    default void onKeyframeRequest(int encoding) {}
}
