package dev.sluice.dtlssrtp.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/**
 * The network as bctls sees it: datagrams that the owner of the transport put here, and a sink.
 * During the handshake {@link #receive} blocks the handshake thread; after it an empty queue
 * returns at once, on the owner's thread.
 */
final class InboundQueue implements DatagramTransport {

    /** Below the 1280 bytes of IPv6's smallest MTU less its headers and those of a tunnel. */
    private static final int SEND_LIMIT_BYTES = 1200;

    private static final byte[] WAKE_UP = new byte[0];
    private static final long STALL_MILLIS =
            TimeUnit.NANOSECONDS.toMillis(HandshakeExecutor.STALL_NANOS);

    private final BlockingQueue<byte[]> datagrams;
    private final DtlsSink sink;
    private final Empty empty = new Empty();

    /** The slot of the handshake thread; null before the handshake and after it. */
    private volatile HandshakeExecutor.@Nullable Slot slot;

    private volatile boolean closed;
    private long silentMillis;

    InboundQueue(DtlsSink sink, int maxDatagrams) {
        this.datagrams = new LinkedBlockingQueue<>(maxDatagrams);
        this.sink = sink;
    }

    /** Whether there is room for one more; only the owner of the transport adds. */
    boolean hasRoom() {
        return datagrams.remainingCapacity() > 0;
    }

    /** Takes ownership of a datagram. */
    void take(byte[] datagram) {
        datagrams.offer(datagram);
    }

    boolean isEmpty() {
        return datagrams.isEmpty();
    }

    /** From now on {@link #receive} blocks; called by the handshake thread. */
    void beginHandshake(HandshakeExecutor.Slot slot) {
        this.slot = slot;
    }

    /** From now on {@link #receive} returns at once; called by the handshake thread. */
    void endHandshake() {
        slot = null;
    }

    /** Whether bctls or the owner closed it. */
    boolean isClosed() {
        return closed;
    }

    /** Nothing is sent or received any more; a thread that waits wakes up. */
    @Override
    public void close() {
        closed = true;
        datagrams.clear();
        datagrams.offer(WAKE_UP);
    }

    @Override
    public int getReceiveLimit() {
        return HandshakeGuard.MAX_DATAGRAM_BYTES;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT_BYTES;
    }

    @Override
    public void send(byte[] data, int offset, int length) {
        if (!closed) {
            sink.send(data, offset, length);
        }
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        HandshakeExecutor.Slot handshake = slot;
        byte[] datagram = handshake == null ? datagrams.poll() : await(handshake, waitMillis);
        if (closed) {
            throw new TlsFatalAlert(AlertDescription.user_canceled);
        }
        if (datagram == null) {
            if (handshake == null) {
                throw empty;
            }
            return -1;
        }
        System.arraycopy(datagram, 0, buffer, offset, Math.min(length, datagram.length));
        return datagram.length;
    }

    private byte @Nullable [] await(HandshakeExecutor.Slot handshake, int waitMillis)
            throws InterruptedIOException {
        try {
            byte[] datagram = datagrams.poll(waitMillis, TimeUnit.MILLISECONDS);
            if (datagram != null) {
                silentMillis = 0;
                handshake.resumed();
            } else {
                silentMillis += waitMillis;
                if (silentMillis >= STALL_MILLIS) {
                    handshake.stalled();
                }
            }
            return datagram;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("handshakes are shut down");
        }
    }

    /** How {@link #receive} makes bctls return although its own wait has not passed. */
    static final class Empty extends InterruptedIOException {

        private static final long serialVersionUID = 1;

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is nothing to guard
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
