package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.rtcp.RtcpSink;
import dev.sluice.sfu.dump.RtpDump.DumpFile;
import dev.sluice.sfu.net.MediaLoop;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a transport: protects, and sends along the path of the moment. Owned by the
 * transport's loop.
 */
final class TransportEgress implements RtcpSink {

    private final MediaLoop loop;
    private final SlabPool slabs;
    private final TransportCounters counters;
    private final @Nullable DumpFile dump;
    private final byte[] scratch =
            new byte[MediaLoop.MAX_DATAGRAM_BYTES + SrtpSession.RTCP_TAIL_BYTES];
    private @Nullable Tuple path;
    private @Nullable SrtpSession session;

    TransportEgress(
            MediaLoop loop, SlabPool slabs, TransportCounters counters, @Nullable DumpFile dump) {
        this.loop = loop;
        this.slabs = slabs;
        this.counters = counters;
        this.dump = dump;
    }

    /** Where packets go from now on; null while the peer does not consent (RFC 7675). */
    void path(@Nullable Tuple path) {
        this.path = path;
    }

    TransportCounters counters() {
        return counters;
    }

    void session(SrtpSession session) {
        this.session = session;
    }

    /** Protocol and addresses for people; null without a path. */
    @Nullable String describePath() {
        Tuple tuple = path;
        return tuple == null
                ? null
                : tuple.protocol()
                        + " "
                        + NetUtil.toSocketAddressString(tuple.local())
                        + " to "
                        + NetUtil.toSocketAddressString(tuple.remote());
    }

    /** Nothing leaves any more, not even what waits for the end of the batch. */
    void close() {
        path = null;
        session = null;
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
        if (dump != null) {
            dump.packet(System.nanoTime(), false, data, offset, length);
        }
        System.arraycopy(data, offset, scratch, 0, length);
        int bytes = keys.protectRtcp(scratch, 0, length);
        if (bytes > 0) {
            sendPlain(scratch, 0, bytes);
        }
    }

    /** Whether several equal datagrams cost one system call on the path of the moment. */
    boolean segments() {
        return path != null && loop.segments(path);
    }

    /** Protects one RTP packet where it lies, and sends it. */
    void sendRtp(Slab slab) {
        int bytes = protect(slab);
        if (bytes > 0) {
            sendPlain(slab.data, 0, bytes);
        }
    }

    /**
     * Protects packets of one length, the last of which may be shorter, and sends them in one go.
     *
     * @param to the end, exclusive
     */
    void sendRun(Slab[] packets, int from, int to) {
        Tuple target = path;
        int at = 0;
        int segment = 0;
        for (int i = from; i < to; i++) {
            int bytes = protect(packets[i]);
            if (bytes <= 0 || target == null || (i > from && bytes > segment)) {
                counters.noPath++;
                continue;
            }
            if (segment == 0) {
                segment = bytes;
            }
            System.arraycopy(packets[i].data, 0, slabs.run, at, bytes);
            at += bytes;
        }
        if (at > 0 && target != null) {
            loop.sendSegments(target, slabs.run, at, segment);
        }
    }

    private int protect(Slab slab) {
        SrtpSession keys = session;
        if (keys == null || path == null) {
            counters.noPath++;
            return 0;
        }
        if (dump != null) {
            dump.packet(System.nanoTime(), false, slab.data, 0, slab.length);
        }
        return keys.protectRtp(slab.data, 0, slab.length);
    }
}
