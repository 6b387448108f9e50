package dev.sluice.dtlssrtp.dtls;

import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import java.util.List;

/**
 * One end of a DTLS-SRTP association (RFC 5764) over a path that ICE has validated. All methods
 * belong to the thread that owns the transport (its media loop) and none of them blocks.
 */
public final class DtlsTransport {

    /**
     * What becomes of the association; exactly one of the first two is called, and the last only
     * after the first. {@link #onConnected} comes on the handshake thread, the others there or on
     * the owner's: an implementation posts to its own loop.
     */
    public interface Listener {

        /** The peer proved to own an announced certificate, and these are the keys. */
        void onConnected(SrtpKeyingMaterial keys);

        /** There will be no keys. Never called after {@link DtlsTransport#close}. */
        void onFailed(DtlsFailure failure, String detail);

        /** The peer closed the association. Never called after {@link DtlsTransport#close}. */
        void onClosed();
    }

    /** With our preference of SRTP profiles. */
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
                SrtpProfile.PREFERENCE,
                sink,
                handshakes,
                listener);
    }

    /**
     * @param remoteFingerprints what the peer's description announced; its certificate must have
     *     one of them
     * @param profiles the SRTP profiles to offer or accept, the preferred one first
     */
    public DtlsTransport(
            DtlsRole role,
            DtlsIdentity identity,
            List<Fingerprint> remoteFingerprints,
            List<SrtpProfile> profiles,
            DtlsSink sink,
            HandshakeExecutor handshakes,
            Listener listener) {
        unwritten();
    }

    /**
     * ICE has a validated path: a client says hello, a server answers the hello that it has or will
     * get. The deadline of 10 s starts now.
     */
    public void start(long nowNanos) {
        unwritten();
    }

    /** Takes a datagram of the validated path whose first byte is 20 to 63 (RFC 7983). */
    public void onDatagram(long nowNanos, byte[] data, int offset, int length) {
        unwritten();
    }

    /** Gives up a handshake whose deadline has passed; harmless when early. */
    public void onTimeout(long nowNanos) {
        unwritten();
    }

    /** When {@link #onTimeout} is to be called; {@code Long.MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        unwritten();
        return Long.MAX_VALUE;
    }

    /** Tells the peer (close_notify) and ends a handshake under way. Idempotent. */
    public void close() {
        unwritten();
    }

    private static void unwritten() {
        {
            throw new UnsupportedOperationException("the handshake follows shortly");
        }
    }
}
