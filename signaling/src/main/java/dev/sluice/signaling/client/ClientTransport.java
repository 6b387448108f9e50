package dev.sluice.signaling.client;

import dev.sluice.dtlssrtp.dtls.DtlsFailure;
import dev.sluice.dtlssrtp.dtls.DtlsTransport;
import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceControllingAgent;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.ice.agent.IceState;
import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.mediacore.net.DatagramSink;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.rtcp.RtcpSink;
import dev.sluice.signaling.sdp.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A participant's way to the server: its sockets, ICE in the controlling role, DTLS and SRTP. Owned
 * by the participant's loop; only the handshake calls in from a thread of its own.
 */
final class ClientTransport implements DatagramSink, RtcpSink {

    static final int MAX_DATAGRAM_BYTES = 1_500;

    /** Without a path for so long, the next restart of ICE is due. */
    private static final long RESTART_NANOS = 1_000_000_000L;

    /** Media that overtakes the end of the handshake is kept for it. */
    private static final int MAX_EARLY = 64;

    private final ClientLoop loop;
    private final ClientGroup.Shared shared;
    private final MediaOptions options;
    private final Listener listener;
    private final IceControllingAgent ice;
    private final ClientPaths paths;
    private final TransportStats stats = new TransportStats();
    private final SilenceWatch silence = new SilenceWatch();
    private final Queue<byte[]> early = new ArrayDeque<>();
    private @Nullable DtlsTransport dtls;
    private @Nullable SrtpSession srtp;
    private int transportSequence;
    private long restartNanos;
    private boolean handshakeStarted;
    private boolean closed;

    /** What the transport's participant does with it. On the loop. */
    interface Listener {

        void onConnected(long nowNanos);

        /** A packet of RTP, not decrypted: the listener decides by {@link #unprotectRtp}. */
        void onSrtp(long nowNanos, byte[] data, int offset, int length);

        void onRtcp(long nowNanos, byte[] data, int offset, int length);

        /** The time for what is due. */
        void onTick(long nowNanos);

        /** There was no path for a second; told again while that is so. */
        void onPathLost();

        void onFailed(IOException failure);
    }

    /** Shared by the transports of a loop, because only one works at a time. */
    static final class Buffers {

        final byte[] send = new byte[MAX_DATAGRAM_BYTES + 64];
        final byte[] control = new byte[MAX_DATAGRAM_BYTES + 64];
        final byte[] receive = new byte[2_048];
        final byte[] stream = new byte[16 * 1_024];
    }

    ClientTransport(
            ClientLoop loop, ClientGroup.Shared shared, MediaOptions options, Listener listener) {
        this.loop = loop;
        this.shared = shared;
        this.options = options;
        this.listener = listener;
        this.ice =
                new IceControllingAgent(
                        System.nanoTime(),
                        shared.credentials().create(0),
                        shared.random(),
                        IceControllingAgent.Config.DEFAULT);
        this.paths = new ClientPaths(loop, this, ice, options.protocols(), options.localAddress());
        loop.add(this);
    }

    IceCredentials credentials() {
        return ice.localCredentials();
    }

    TransportStats stats() {
        return stats;
    }

    boolean connected() {
        return srtp != null && !closed;
    }

    /** Makes new credentials for the next offer; media goes on along the old path meanwhile. */
    void restartIce() {
        ice.restart(shared.credentials().create(0));
    }

    /** The server's candidates, as the options took them. */
    List<Candidate> offered() {
        return paths.candidates();
    }

    /** Where media goes; null while there is no way. */
    @Nullable Tuple path() {
        return ice.selected();
    }

    /** Moves to another address of ours; null: whatever leads to the server now. */
    void move(long nowNanos, @Nullable InetAddress address) throws IOException {
        if (!closed) {
            paths.move(address);
            onTick(nowNanos);
        }
    }

    /** Takes an answer: the first opens the sockets and begins the checks. */
    void apply(long nowNanos, Answer answer) throws IOException {
        if (closed) {
            return;
        }
        List<Candidate> candidates = options.candidates().apply(answer.candidates());
        paths.open(candidates);
        if (dtls == null) {
            dtls =
                    new DtlsTransport(
                            answer.remote().localRole(),
                            shared.identity(),
                            answer.remote().fingerprints(),
                            this::sendDtls,
                            shared.handshakes(),
                            new DtlsListener());
        }
        ice.remote(answer.remote().ice(), candidates);
        onTick(nowNanos);
    }

    byte[] sendBuffer() {
        return loop.buffers().send;
    }

    /**
     * Stamps, encrypts and sends the RTP packet in {@link #sendBuffer}; false when it cannot.
     *
     * @param transportCcAt where the transport-wide number goes, 0 for nowhere
     * @param absSendTimeAt where the send time goes, 0 for nowhere
     */
    boolean sendRtp(long nowNanos, int length, int transportCcAt, int absSendTimeAt) {
        SrtpSession session = srtp;
        Tuple path = ice.selected();
        if (session == null || path == null) {
            stats.unsendable++;
            return false;
        }
        byte[] data = sendBuffer();
        if (transportCcAt > 0) {
            Bytes.put16(data, transportCcAt, transportSequence++);
        }
        if (absSendTimeAt > 0) {
            // 6.18 fixed-point seconds.
            Bytes.put24(
                    data,
                    absSendTimeAt,
                    (int) (((nowNanos % 64_000_000_000L) << 18) / 1_000_000_000L));
        }
        int bytes = session.protectRtp(data, 0, length);
        if (bytes < 0) {
            stats.unsendable++;
            return false;
        }
        if (options.filter().loses(false, data, 0, bytes)) {
            stats.filtered++;
            return true;
        }
        stats.sentPackets++;
        stats.sentBytes += bytes;
        send(path, data, 0, bytes);
        return true;
    }

    /** Encrypts and sends a compound. */
    @Override
    public void send(byte[] data, int offset, int length) {
        SrtpSession session = srtp;
        Tuple path = ice.selected();
        if (session == null || path == null) {
            return;
        }
        byte[] control = loop.buffers().control;
        System.arraycopy(data, offset, control, 0, length);
        int bytes = session.protectRtcp(control, 0, length);
        if (bytes > 0) {
            send(path, control, 0, bytes);
        }
    }

    @Override
    public void send(Tuple tuple, byte[] data, int offset, int length) {
        if (!paths.send(tuple, data, offset, length)) {
            stats.socketFull++;
        }
    }

    /** Decrypts in place; the new length, or a negative verdict of {@link SrtpSession}. */
    int unprotectRtp(byte[] data, int offset, int length) {
        if (srtp == null) {
            throw new IllegalStateException("media comes behind the keys");
        }
        int bytes = srtp.unprotectRtp(data, offset, length);
        if (bytes < 0) {
            stats.badSrtp++;
        }
        return bytes;
    }

    void onTick(long nowNanos) {
        if (closed) {
            return;
        }
        if (silence.poll(nowNanos)) {
            ice.suspect(nowNanos);
        }
        if (nowNanos >= ice.nextDeadlineNanos()) {
            ice.onTimeout(nowNanos, this);
            if (ice.state() == IceState.FAILED && srtp == null) {
                fail("ICE found no path to the server");
                return;
            }
        }
        if (dtls != null && nowNanos >= dtls.nextDeadlineNanos()) {
            dtls.onTimeout(nowNanos);
        }
        paths.onTick(nowNanos);
        if (connected()) {
            watchPath(nowNanos);
            listener.onTick(nowNanos);
        }
    }

    /** A datagram that came; its bytes may be changed. */
    void onDatagram(long nowNanos, Tuple tuple, byte[] data, int offset, int length) {
        if (closed || length == 0) {
            return;
        }
        silence.heard(nowNanos);
        int first = data[offset] & 0xFF;
        if (first >= 128 && first < 192) {
            onSecured(nowNanos, data, offset, length);
        } else if (first < 4) {
            ice.onDatagram(nowNanos, tuple, data, offset, length, this);
            startHandshake(nowNanos);
        } else if (first >= 20 && first < 64 && dtls != null && handshakeStarted) {
            if (options.filter().loses(true, data, offset, length)) {
                stats.filtered++;
            } else {
                dtls.onDatagram(nowNanos, data, offset, length);
            }
        }
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.remove(this);
        if (dtls != null) {
            dtls.close();
        }
        if (srtp != null) {
            srtp.close();
        }
        paths.close();
    }

    /** A path that was there once may come back: checks begin anew until one does. */
    private void watchPath(long nowNanos) {
        if (ice.selected() != null) {
            restartNanos = nowNanos + RESTART_NANOS;
        } else if (nowNanos >= restartNanos) {
            restartNanos = nowNanos + RESTART_NANOS;
            listener.onPathLost();
        }
    }

    private void startHandshake(long nowNanos) {
        if (!handshakeStarted && dtls != null && ice.selected() != null) {
            handshakeStarted = true;
            dtls.start(nowNanos);
        }
    }

    private void onSecured(long nowNanos, byte[] data, int offset, int length) {
        if (options.filter().loses(true, data, offset, length)) {
            stats.filtered++;
            return;
        }
        SrtpSession session = srtp;
        if (session == null) {
            if (early.size() < MAX_EARLY) {
                early.add(Arrays.copyOfRange(data, offset, offset + length));
            }
            return;
        }
        stats.receivedPackets++;
        stats.receivedBytes += length;
        if (!RtcpParser.isRtcp(data, offset, length)) {
            listener.onSrtp(nowNanos, data, offset, length);
            return;
        }
        int bytes = session.unprotectRtcp(data, offset, length);
        if (bytes < 0) {
            stats.badSrtp++;
        } else {
            listener.onRtcp(nowNanos, data, offset, bytes);
        }
    }

    private void secured(SrtpKeyingMaterial keys) {
        if (closed) {
            return;
        }
        long nowNanos = System.nanoTime();
        srtp = new SrtpSession(keys);
        listener.onConnected(nowNanos);
        for (byte[] data = early.poll(); data != null; data = early.poll()) {
            byte[] roomy = loop.buffers().receive;
            System.arraycopy(data, 0, roomy, 0, data.length);
            onSecured(nowNanos, roomy, 0, data.length);
        }
    }

    /** Handshake thread, and later the loop. */
    private void sendDtls(byte[] data, int offset, int length) {
        byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
        loop.eventLoop()
                .execute(() -> {
                    Tuple path = ice.selected();
                    if (options.filter().loses(false, copy, 0, copy.length)) {
                        stats.filtered++;
                    } else if (path != null) {
                        send(path, copy, 0, copy.length);
                    }
                });
    }

    private void fail(String why) {
        if (!closed) {
            listener.onFailed(new IOException(why));
        }
    }

    private final class DtlsListener implements DtlsTransport.Listener {

        @Override
        public void onConnected(SrtpKeyingMaterial keys) {
            loop.eventLoop().execute(() -> secured(keys));
        }

        @Override
        public void onFailed(DtlsFailure failure, String detail) {
            loop.eventLoop().execute(() -> fail("DTLS failed: " + failure + ", " + detail));
        }

        @Override
        public void onClosed() {
            // Signalling says who leaves.
        }
    }
}
