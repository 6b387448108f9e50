package dev.sluice.signaling.client;

/**
 * A bad network for tests: says which SRTP datagrams are lost. Called on the participant's loop.
 */
@FunctionalInterface
public interface DatagramFilter {

    /** Loses nothing. */
    DatagramFilter NONE = (incoming, data, offset, length) -> false;

    /**
     * Whether a datagram is lost. SRTP leaves the RTP header in clear.
     *
     * @param incoming from the server; otherwise about to be sent
     */
    boolean loses(boolean incoming, byte[] data, int offset, int length);
}
