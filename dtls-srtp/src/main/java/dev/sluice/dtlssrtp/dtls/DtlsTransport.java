package dev.sluice.dtlssrtp.dtls;

import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One end of a DTLS-SRTP association (RFC 5764, DTLS 1.2) over a path that ICE has validated. All
 * methods belong to the thread that owns the transport (its media loop) and none of them blocks;
 * the handshake itself runs on a {@link HandshakeExecutor}. A server's handshake starts once the
 * whole ClientHello is here, so silence holds no thread.
 */
public final class DtlsTransport {

    /**
     * What becomes of the association: one of the first two is called once, and the last at most
     * once after the first. They come on the handshake thread or on the owner's, so an
     * implementation posts to its own loop. After {@link DtlsTransport#close} nothing is called any
     * more, except for a call that was under way.
     */
    public interface Listener {

        /** The peer proved to own an announced certificate, and these are the keys. */
        void onConnected(SrtpKeyingMaterial keys);

        /** There will be no keys; {@code detail} is for people. */
        void onFailed(DtlsFailure failure, String detail);

        /** The peer closed the association, in order or by an authenticated fatal alert. */
        void onClosed();
    }

    private enum State {
        /** {@link #start} was not called. */
        NEW,
        /** A server without a whole ClientHello. */
        LISTENING,
        /** The handshake thread has it, or will. */
        HANDSHAKING,
        CONNECTED,
        ENDED
    }

    private final DtlsRole role;
    private final SrtpAgreement agreement;
    private final HandshakeExecutor handshakes;
    private final Listener listener;
    private final InboundQueue inbound;
    private final long deadlineNanos;
    private final HandshakeGuard guard;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

    /** Belongs to the handshake thread until the state is CONNECTED, then to the owner. */
    private @Nullable DTLSTransport association;

    private byte[] scratch = new byte[0];
    private long startNanos;
    private long droppedDatagrams;

    /** With the usual limits. */
    public DtlsTransport(
            DtlsRole role,
            DtlsIdentity identity,
            List<Fingerprint> remoteFingerprints,
            DtlsSink sink,
            HandshakeExecutor handshakes,
            Listener listener) {
        this(
                role,
                identity,
                remoteFingerprints,
                HandshakeLimits.DEFAULT,
                sink,
                handshakes,
                listener);
    }

    /**
     * A transport that has done nothing yet; {@link #start} begins.
     *
     * @param remoteFingerprints what the peer's description announced; its certificate must have
     *     one of them, by SHA-256, SHA-384 or SHA-512
     * @param limits what the peer may send, and how long it may take
     */
    public DtlsTransport(
            DtlsRole role,
            DtlsIdentity identity,
            List<Fingerprint> remoteFingerprints,
            HandshakeLimits limits,
            DtlsSink sink,
            HandshakeExecutor handshakes,
            Listener listener) {
        this(
                role,
                identity,
                remoteFingerprints,
                SrtpProfile.PREFERENCE,
                limits,
                sink,
                handshakes,
                listener);
    }

    /** Likewise, with profiles to offer or accept, the preferred one first. */
    DtlsTransport(
            DtlsRole role,
            DtlsIdentity identity,
            List<Fingerprint> remoteFingerprints,
            List<SrtpProfile> profiles,
            HandshakeLimits limits,
            DtlsSink sink,
            HandshakeExecutor handshakes,
            Listener listener) {
        this.role = role;
        this.agreement =
                new SrtpAgreement(
                        identity,
                        List.copyOf(remoteFingerprints),
                        List.copyOf(profiles),
                        limits.millis());
        this.guard = new HandshakeGuard(role, limits);
        this.deadlineNanos = TimeUnit.MILLISECONDS.toNanos(limits.millis());
        this.handshakes = handshakes;
        this.listener = listener;
        this.inbound = new InboundQueue(sink, limits.datagrams());
    }

    /**
     * ICE has a validated path: a client says hello, a server answers the hello that it has or will
     * get. The deadline runs from now. Only the first call counts.
     */
    public void start(long nowNanos) {
        if (state.compareAndSet(State.NEW, State.LISTENING)) {
            startNanos = nowNanos;
            beginIfReady();
        }
    }

    /**
     * Takes a datagram of the validated path whose first byte is 20 to 63 (RFC 7983). What violates
     * the bounds of the handshake is dropped and counted. May come before {@link #start}.
     */
    public void onDatagram(long nowNanos, byte[] data, int offset, int length) {
        if (state() == State.ENDED) {
            return;
        }
        if (length > HandshakeGuard.MAX_DATAGRAM_BYTES || !inbound.hasRoom()) {
            droppedDatagrams++;
            return;
        }
        byte[] datagram = Arrays.copyOfRange(data, offset, offset + length);
        if (!guard.admit(datagram)) {
            droppedDatagrams++;
            return;
        }
        inbound.take(datagram);
        switch (state()) {
            case LISTENING -> beginIfReady();
            case CONNECTED -> drain();
            default -> {}
        }
    }

    /**
     * Gives up a handshake whose deadline has passed, and handles what came while the handshake
     * ended; harmless when early.
     */
    public void onTimeout(long nowNanos) {
        switch (state()) {
            case LISTENING, HANDSHAKING -> {
                if (nowNanos - startNanos >= deadlineNanos) {
                    fail(DtlsFailure.TIMEOUT, tooLate());
                }
            }
            case CONNECTED -> drain();
            default -> {}
        }
    }

    /** When {@link #onTimeout} is to be called; {@code Long.MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        return switch (state()) {
            case LISTENING, HANDSHAKING -> startNanos + deadlineNanos;
            case CONNECTED -> inbound.isEmpty() ? Long.MAX_VALUE : startNanos;
            default -> Long.MAX_VALUE;
        };
    }

    /** Tells a connected peer (close_notify) and ends a handshake under way. Idempotent. */
    public void close() {
        DTLSTransport open = state.getAndSet(State.ENDED) == State.CONNECTED ? association : null;
        if (open != null) {
            closeQuietly(open);
        }
        inbound.close();
    }

    /** Datagrams that the guard refused or for which there was no room. */
    public long droppedDatagrams() {
        return droppedDatagrams;
    }

    private State state() {
        return Objects.requireNonNull(state.get());
    }

    private void beginIfReady() {
        boolean ready = role == DtlsRole.CLIENT || guard.clientHelloComplete();
        if (ready && state.compareAndSet(State.LISTENING, State.HANDSHAKING)) {
            if (!handshakes.submit(this::handshake)) {
                fail(DtlsFailure.OVERLOADED, "too many handshakes wait already");
            }
        }
    }

    private void fail(DtlsFailure failure, String detail) {
        if (state.getAndSet(State.ENDED) != State.ENDED) {
            inbound.close();
            listener.onFailed(failure, detail);
        }
    }

    private String tooLate() {
        return "no handshake within " + TimeUnit.NANOSECONDS.toMillis(deadlineNanos) + " ms";
    }

    /** On the handshake thread. */
    private void handshake(HandshakeExecutor.Slot slot) {
        if (state() != State.HANDSHAKING) {
            return;
        }
        inbound.beginHandshake(slot);
        try {
            association =
                    role == DtlsRole.CLIENT
                            ? new DTLSClientProtocol().connect(new SrtpClient(agreement), inbound)
                            : new DTLSServerProtocol().accept(new SrtpServer(agreement), inbound);
            inbound.endHandshake();
            SrtpKeyingMaterial keys = agreement.keys();
            if (keys == null) {
                throw new IllegalStateException("a completed handshake has keys");
            }
            if (state.compareAndSet(State.HANDSHAKING, State.CONNECTED)) {
                listener.onConnected(keys);
            }
        } catch (IOException e) {
            failHandshake(e);
        }
    }

    private void failHandshake(IOException cause) {
        DtlsFailure refused = agreement.failure();
        if (refused != null) {
            fail(refused, agreement.detail());
        } else if (cause instanceof TlsFatalAlertReceived alert) {
            fail(
                    DtlsFailure.PEER_ALERT,
                    "the peer sent the alert "
                            + AlertDescription.getText(alert.getAlertDescription()));
        } else if (cause instanceof TlsTimeoutException) {
            fail(DtlsFailure.TIMEOUT, tooLate());
        } else {
            fail(DtlsFailure.PROTOCOL, String.valueOf(cause.getMessage()));
        }
    }

    /**
     * Lets bctls see what is queued: it answers a repeated last flight with ours and notices
     * alerts. Application data is dropped.
     */
    private void drain() {
        DTLSTransport open = association;
        if (open == null) {
            throw new IllegalStateException("a connected transport has an association");
        }
        try {
            if (scratch.length == 0) {
                scratch = new byte[HandshakeGuard.MAX_DATAGRAM_BYTES];
            }
            while (!inbound.isClosed()) {
                open.receive(scratch, 0, scratch.length, 1);
            }
        } catch (InboundQueue.Empty e) {
            // all of it is handled
        } catch (IOException e) {
            inbound.close();
        }
        if (inbound.isClosed() && state.compareAndSet(State.CONNECTED, State.ENDED)) {
            listener.onClosed();
        }
    }

    private static void closeQuietly(DTLSTransport open) {
        try {
            open.close();
        } catch (IOException e) {
            // The peer will find out by losing ICE consent.
        }
    }
}
