package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.rtcp.RtcpSink;
import dev.sluice.sfu.net.MediaLoop;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a transport: protects, and sends along the path of the moment. Owned by the
 * transport's loop.
 */
final class TransportEgress implements RtcpSink {

    private final MediaLoop loop;
    private final TransportCounters counters;
    private final byte[] scratch =
            new byte[MediaLoop.MAX_DATAGRAM_BYTES + SrtpSession.RTCP_TAIL_BYTES];
    private @Nullable Tuple path;
    private @Nullable SrtpSession session;

    TransportEgress(MediaLoop loop, TransportCounters counters) {
        this.loop = loop;
        this.counters = counters;
    }

    /** Where packets go from now on; null while the peer does not consent (RFC 7675). */
    void path(@Nullable Tuple path) {
        this.path = path;
    }

    void session(SrtpSession session) {
        this.session = session;
    }

    boolean open() {
        return path != null;
    }

    /** Whether media can leave: there is a path, and keys. */
    boolean ready() {
        return path != null && session != null;
    }

    void sendPlain(byte[] data, int offset, int length) {
        Tuple to = path;
        if (to == null) {
            counters.noPath++;
            return;
        }
        loop.send(to, data, offset, length);
    }

    /** Protects and sends one RTCP compound. */
    @Override
    public void send(byte[] data, int offset, int length) {
        SrtpSession keys = session;
        if (keys == null || path == null || length > MediaLoop.MAX_DATAGRAM_BYTES) {
            counters.noPath++;
            return;
        }
        System.arraycopy(data, offset, scratch, 0, length);
        int bytes = keys.protectRtcp(scratch, 0, length);
        if (bytes > 0) {
            sendPlain(scratch, 0, bytes);
        }
    }

    /**
     * Protects one RTP packet where it lies, which has {@link SrtpSession#RTP_TAIL_BYTES} behind
     * it, and sends it.
     */
    void sendRtp(byte[] data, int length) {
        SrtpSession keys = session;
        if (keys == null || path == null) {
            counters.noPath++;
            return;
        }
        int bytes = keys.protectRtp(data, 0, length);
        if (bytes > 0) {
            sendPlain(data, 0, bytes);
        }
    }
}
