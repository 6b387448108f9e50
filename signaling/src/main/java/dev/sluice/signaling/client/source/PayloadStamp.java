package dev.sluice.signaling.client.source;

import dev.sluice.signaling.client.MediaToSend;

/**
 * Writes the last bytes of each payload right before it is sent: whatever a receiver wants to find
 * there. Called on the participant's loop.
 */
public interface PayloadStamp {

    /** Leaves the payload as it is. */
    PayloadStamp NONE =
            new PayloadStamp() {
                @Override
                public int bytes() {
                    return 0;
                }

                @Override
                public void write(long nowNanos, MediaToSend packet, int at) {}
            };

    /** How many bytes it needs; a shorter payload goes without. */
    int bytes();

    /**
     * Writes {@link #bytes} bytes of {@code packet.payload} from {@code at}.
     *
     * @param at index into the payload
     */
    void write(long nowNanos, MediaToSend packet, int at);
}
