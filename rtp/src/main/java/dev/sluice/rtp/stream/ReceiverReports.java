package dev.sluice.rtp.stream;

import dev.sluice.mediacore.time.TimerGrid;
import dev.sluice.rtp.rtcp.NtpTime;
import dev.sluice.rtp.rtcp.ReportBlock;
import dev.sluice.rtp.rtcp.RtcpSink;
import dev.sluice.rtp.rtcp.RtcpWriter;
import java.util.List;

/**
 * Writes the regular compound of a receiver: reports, name, reference time and the echoes of the
 * peer's (RFC 3550, section 6.1; RFC 3611, sections 4.4 and 4.5), every second. Owned by the
 * transport's loop.
 */
final class ReceiverReports {

    static final long INTERVAL_NANOS = 1_000_000_000L;

    /** Soon after the first packet, because the first round trip is wanted soon. */
    static final long FIRST_NANOS = 100_000_000L;

    private static final int MAX_REFERENCES = 8;

    private final long localSsrc;
    private final byte[] cname;
    private final ReportBlock block = new ReportBlock();
    private final long[] referenceSsrcs = new long[MAX_REFERENCES];
    private final long[] references = new long[MAX_REFERENCES];
    private final long[] referenceNanos = new long[MAX_REFERENCES];
    private int referenceCount;
    private long dueNanos = Long.MAX_VALUE;

    ReceiverReports(long localSsrc, byte[] cname) {
        this.localSsrc = localSsrc;
        this.cname = cname;
    }

    /** Something came: reports are due from now on. */
    void start(long nowNanos) {
        if (dueNanos == Long.MAX_VALUE) {
            dueNanos = nowNanos + FIRST_NANOS;
        }
    }

    /** Keeps a reference time of the peer, to be echoed with the next report. */
    void onReferenceTime(long nowNanos, long reporter, long ntp) {
        start(nowNanos);
        int at = 0;
        while (at < referenceCount && referenceSsrcs[at] != reporter) {
            at++;
        }
        if (at == MAX_REFERENCES) {
            return;
        }
        referenceCount = Math.max(referenceCount, at + 1);
        referenceSsrcs[at] = reporter;
        references[at] = NtpTime.compact(ntp);
        referenceNanos[at] = nowNanos;
    }

    void onTimeout(long nowNanos, List<ReceivedTrack> tracks, RtcpWriter writer, RtcpSink out) {
        if (nowNanos < dueNanos) {
            return;
        }
        writer.receiverReport(localSsrc);
        boolean heard = writeBlocks(nowNanos, tracks, writer, out);
        boolean echoes = referenceCount > 0;
        while (!writer.cname(localSsrc, cname)) {
            writer.flush(out);
        }
        if (heard && answersReferenceTimes(tracks)) {
            while (!writer.receiverReferenceTime(localSsrc, referenceTime(nowNanos))) {
                writer.flush(out);
            }
        }
        writeEchoes(nowNanos, writer, out);
        writer.flush(out);
        dueNanos = heard || echoes ? TimerGrid.floor(nowNanos + INTERVAL_NANOS) : Long.MAX_VALUE;
    }

    private boolean writeBlocks(
            long nowNanos, List<ReceivedTrack> tracks, RtcpWriter writer, RtcpSink out) {
        boolean heard = false;
        for (ReceivedTrack track : tracks) {
            for (ReceivedEncoding encoding : track.encodings) {
                if (!encoding.report(nowNanos, block)) {
                    continue;
                }
                heard = true;
                if (!writer.reportBlock(block)) {
                    writer.flush(out);
                    writer.receiverReport(localSsrc);
                    writer.reportBlock(block);
                }
            }
        }
        return heard;
    }

    private void writeEchoes(long nowNanos, RtcpWriter writer, RtcpSink out) {
        for (int i = 0; i < referenceCount; i++) {
            long delay = NtpTime.compactOfNanos(nowNanos - referenceNanos[i]);
            while (!writer.delaySinceLastRr(localSsrc, referenceSsrcs[i], references[i], delay)) {
                writer.flush(out);
            }
        }
        referenceCount = 0;
    }

    private static boolean answersReferenceTimes(List<ReceivedTrack> tracks) {
        for (ReceivedTrack track : tracks) {
            if (track.config.receiverRtt()) {
                return true;
            }
        }
        return false;
    }

    long nextDeadlineNanos() {
        return dueNanos;
    }

    /** Our reference time: any clock will do, because only its echo is read (RFC 3611, 4.4). */
    static long referenceTime(long nowNanos) {
        return NtpTime.ofNanos(nowNanos & Long.MAX_VALUE);
    }
}
