package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.forward.OutgoingPacket;
import dev.sluice.rtp.forward.PacketOut;
import dev.sluice.rtp.rtcp.RtcpSink;
import dev.sluice.sfu.net.MediaLoop;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a transport: stamps, protects and sends along the path of the moment. Owned by the
 * transport's loop.
 */
final class TransportEgress implements RtcpSink, PacketOut {

    private final MediaLoop loop;
    private final TransportCounters counters;
    private final byte[] scratch =
            new byte[MediaLoop.MAX_DATAGRAM_BYTES + SrtpSession.RTCP_TAIL_BYTES];
    private @Nullable Tuple path;
    private @Nullable SrtpSession session;
    private int transportSequence;

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

    @Override
    public boolean claim(int bytes) {
        return bytes <= MediaLoop.MAX_DATAGRAM_BYTES - SrtpSession.RTP_TAIL_BYTES && ready();
    }

    @Override
    public byte[] data() {
        return scratch;
    }

    @Override
    public int offset() {
        return 0;
    }

    /** Stamps, protects and sends the packet that was written. */
    @Override
    public void commit(OutgoingPacket packet) {
        SrtpSession keys = session;
        if (keys == null) {
            counters.noPath++;
            return;
        }
        if (packet.transportCcOffset != OutgoingPacket.ABSENT) {
            scratch[packet.transportCcOffset] = (byte) (transportSequence >>> 8);
            scratch[packet.transportCcOffset + 1] = (byte) transportSequence;
            transportSequence++;
        }
        if (packet.absSendTimeOffset != OutgoingPacket.ABSENT) {
            stampSendTime(packet.absSendTimeOffset, System.nanoTime());
        }
        int bytes = keys.protectRtp(scratch, 0, packet.length);
        if (bytes > 0) {
            sendPlain(scratch, 0, bytes);
        }
    }

    /** 24 bits of 6.18 fixed-point seconds (the abs-send-time extension). */
    private void stampSendTime(int at, long nowNanos) {
        long units = ((nowNanos % 64_000_000_000L) << 18) / 1_000_000_000L;
        scratch[at] = (byte) (units >>> 16);
        scratch[at + 1] = (byte) (units >>> 8);
        scratch[at + 2] = (byte) units;
    }
}
