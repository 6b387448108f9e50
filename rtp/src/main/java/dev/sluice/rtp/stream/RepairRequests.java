package dev.sluice.rtp.stream;

import dev.sluice.rtp.rtcp.RtcpSink;
import dev.sluice.rtp.rtcp.RtcpWriter;
import java.util.List;

/**
 * Asks the peer for what is missing of its streams: NACK for packets (RFC 4585), PLI or FIR for
 * keyframes (RFC 4585, RFC 5104). Owned by the transport's loop.
 */
final class RepairRequests implements NackGenerator.Sink {

    private final long localSsrc;
    private long deadlineNanos = Long.MAX_VALUE;

    // What ask() works on.
    private RtcpWriter writer = new RtcpWriter(0);
    private long mediaSsrc;
    private int asked;

    RepairRequests(long localSsrc) {
        this.localSsrc = localSsrc;
    }

    /** Something about {@code encoding} changed: its deadline may be sooner than was known. */
    void onChange(ReceivedEncoding encoding) {
        deadlineNanos = Math.min(deadlineNanos, deadlineOf(encoding));
    }

    void onTimeout(
            long nowNanos,
            long roundTripNanos,
            List<ReceivedTrack> tracks,
            RtcpWriter out,
            RtcpSink sink) {
        if (nowNanos < deadlineNanos) {
            return;
        }
        deadlineNanos = Long.MAX_VALUE;
        writer = out;
        for (ReceivedTrack track : tracks) {
            for (ReceivedEncoding encoding : track.encodings) {
                if (deadlineOf(encoding) <= nowNanos) {
                    askForPackets(nowNanos, roundTripNanos, encoding, sink);
                    askForKeyframe(nowNanos, encoding, sink);
                }
                onChange(encoding);
            }
        }
        out.flush(sink);
    }

    /** When there is something to ask for, or sooner. */
    long nextDeadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public boolean ask(long index) {
        if (!writer.nack(localSsrc, mediaSsrc, (int) (index & 0xFFFF))) {
            return false;
        }
        asked++;
        return true;
    }

    private void askForPackets(
            long nowNanos, long roundTripNanos, ReceivedEncoding encoding, RtcpSink sink) {
        mediaSsrc = encoding.ssrc();
        do {
            asked = 0;
            encoding.nacks.ask(nowNanos, roundTripNanos, this);
            encoding.nacksSent += asked;
            if (encoding.nacks.nextDeadlineNanos() <= nowNanos) {
                writer.flush(sink);
            }
        } while (encoding.nacks.nextDeadlineNanos() <= nowNanos);
    }

    private void askForKeyframe(long nowNanos, ReceivedEncoding encoding, RtcpSink sink) {
        if (encoding.ssrc() < 0 || !encoding.keyframeRequests.poll(nowNanos)) {
            return;
        }
        TrackConfig.Format format = encoding.format();
        if (format == null) {
            return;
        }
        if (format.pli()) {
            while (!writer.pli(localSsrc, encoding.ssrc())) {
                writer.flush(sink);
            }
        } else if (format.fir()) {
            int command = (int) (encoding.keyframeRequestsSent & 0xFF);
            while (!writer.fir(localSsrc, encoding.ssrc(), command)) {
                writer.flush(sink);
            }
        } else {
            return;
        }
        encoding.keyframeRequestsSent++;
    }

    private static long deadlineOf(ReceivedEncoding encoding) {
        long keyframe =
                encoding.ssrc() < 0
                        ? Long.MAX_VALUE
                        : encoding.keyframeRequests.nextDeadlineNanos();
        return Math.min(encoding.nacks.nextDeadlineNanos(), keyframe);
    }
}
