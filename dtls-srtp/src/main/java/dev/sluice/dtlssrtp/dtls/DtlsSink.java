package dev.sluice.dtlssrtp.dtls;

/**
 * Where a {@link DtlsTransport} puts the datagrams that it wants sent: called on the handshake
 * thread during the handshake and on the transport's own thread after it. The bytes are borrowed
 * for the call.
 */
@FunctionalInterface
public interface DtlsSink {

    /**
     * Sends {@code length} bytes from {@code offset} to the peer; they are borrowed for the call.
     */
    void send(byte[] data, int offset, int length);
}
