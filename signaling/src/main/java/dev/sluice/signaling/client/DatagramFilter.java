package dev.sluice.signaling.client;

/**
 * A bad network for tests: says which datagrams of DTLS and SRTP are lost; connectivity checks
 * never are. Called on the participant's loop.
 */
@FunctionalInterface
public interface DatagramFilter {

    /** Loses nothing. */
    DatagramFilter NONE = (incoming, data, offset, length) -> false;

    /**
     * Whether a datagram is lost. Its first byte is 20 to 63 for DTLS, 128 to 191 for SRTP, which
     * leaves the RTP header in clear.
     *
     * @param incoming from the server; otherwise about to be sent
     */
    boolean loses(boolean incoming, byte[] data, int offset, int length);
}
