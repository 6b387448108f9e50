package dev.sluice.dtlssrtp.dtls;

/**
 * What one peer may send for a handshake, and how long it may take. What is beyond is dropped, and
 * the handshake fails by its deadline.
 *
 * @param messageBytes of one message
 * @param fragments of one message that bring something new
 * @param bytes of all messages
 * @param datagrams that wait for the handshake's thread
 * @param millis from {@link DtlsTransport#start}
 */
public record HandshakeLimits(
        int messageBytes, int fragments, int bytes, int datagrams, int millis) {

    /** What fits a server that is open to the world. */
    public static final HandshakeLimits DEFAULT =
            new HandshakeLimits(32 * 1024, 64, 64 * 1024, 64, 10_000);
}
