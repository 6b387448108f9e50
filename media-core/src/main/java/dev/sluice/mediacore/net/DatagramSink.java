package dev.sluice.mediacore.net;

/**
 * Where a protocol machine puts the datagrams that it wants sent. The bytes are borrowed for the
 * call: a sink that keeps them copies them. A sink never calls back into the machine. On the
 * machine's thread.
 */
@FunctionalInterface
public interface DatagramSink {

    /**
     * Sends {@code length} bytes from {@code offset} along {@code tuple}, from its local to its
     * remote end.
     */
    void send(Tuple tuple, byte[] data, int offset, int length);
}
