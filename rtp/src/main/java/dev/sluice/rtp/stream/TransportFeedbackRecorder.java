package dev.sluice.rtp.stream;

import dev.sluice.mediacore.num.SequenceUnwrapper;
import dev.sluice.rtp.rtcp.RtcpSink;
import dev.sluice.rtp.rtcp.RtcpWriter;
import dev.sluice.rtp.rtcp.TransportFeedback;
import java.util.Arrays;

/**
 * Records when the packets of a transport arrived and reports it to their sender
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01). Owned by the transport's loop; allocates
 * nothing.
 *
 * <p>A report is due 50 ms after the first packet that it has news of, or 20 ms after the end of a
 * frame, and waits while reports take over 5 % of what is received, though never beyond 250 ms. A
 * packet that comes after it was reported missing is reported with all that follow it. {@link
 * #steady} has it otherwise.
 */
final class TransportFeedbackRecorder {

    static final long INTERVAL_NANOS = 50_000_000L;
    static final long AFTER_MARKER_NANOS = 20_000_000L;
    static final long MAX_INTERVAL_NANOS = 250_000_000L;

    /** How many packets are remembered, and how far a late one may lie behind. */
    static final int CAPACITY = TransportFeedback.MAX_PACKETS;

    /** Statuses behind a message's first arrival: what fits a datagram in the worst case. */
    private static final int MAX_STATUSES = 480;

    private static final int TICKS_PER_REFERENCE =
            (int) (TransportFeedback.REFERENCE_NANOS / TransportFeedback.TICK_NANOS);
    private static final long NOT_RECEIVED = Long.MIN_VALUE;

    /** IPv4, UDP and SRTP, to compare what is on the wire. */
    private static final int OVERHEAD_BYTES = 44;

    private static final double SHARE = 0.05;
    private static final double MAX_CREDIT_BYTES = 2_000;

    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();

    // Made with the first packet: a peer that only receives needs neither.
    private long[] arrivalTicks = {};
    private int[] deltas = {};
    private boolean started;
    private long start;
    private long end;
    private long dueNanos = Long.MAX_VALUE;
    private long latestNanos = Long.MAX_VALUE;
    private double creditBytes = MAX_CREDIT_BYTES;
    private int feedbackCount;
    private long intervalNanos = INTERVAL_NANOS;
    private boolean steady;

    /** Reports so often while packets come, whatever they are and however few, as browsers do. */
    void steady(long everyNanos) {
        intervalNanos = everyNanos;
        steady = true;
    }

    /** Counts the bytes of any RTP packet of the transport. */
    void onBytes(int bytes) {
        creditBytes = Math.min(MAX_CREDIT_BYTES, creditBytes + SHARE * (bytes + OVERHEAD_BYTES));
    }

    /** Records a packet with a transport-wide sequence number, 0 to 65,535. */
    void onPacket(long nowNanos, int sequence, boolean marker) {
        long index = unwrapper.unwrap(sequence);
        if (!started) {
            arrivalTicks = new long[CAPACITY];
            deltas = new int[CAPACITY];
        }
        if (!started || index >= end + CAPACITY) {
            Arrays.fill(arrivalTicks, NOT_RECEIVED);
            started = true;
            start = index;
            end = index;
        }
        if (index < end && (index < end - CAPACITY || received(index))) {
            return;
        }
        while (end <= index) {
            arrivalTicks[slot(end++)] = NOT_RECEIVED;
        }
        arrivalTicks[slot(index)] = Math.floorDiv(nowNanos, TransportFeedback.TICK_NANOS);
        start = Math.max(Math.min(start, index), end - CAPACITY);
        if (dueNanos == Long.MAX_VALUE) {
            dueNanos = nowNanos + intervalNanos;
            latestNanos = nowNanos + MAX_INTERVAL_NANOS;
        }
        if (marker && !steady) {
            dueNanos = Math.min(dueNanos, nowNanos + AFTER_MARKER_NANOS);
        }
    }

    /** Writes the messages that are due, each into a datagram of its own. */
    void onTimeout(long nowNanos, long sender, long mediaSsrc, RtcpWriter writer, RtcpSink out) {
        if (nowNanos < nextDeadlineNanos()) {
            return;
        }
        dueNanos = Long.MAX_VALUE;
        latestNanos = Long.MAX_VALUE;
        while (start < end) {
            long first = firstReceived();
            long reference = Math.floorDiv(arrivalTicks[slot(first)], TICKS_PER_REFERENCE);
            int count = fill(first, reference * TICKS_PER_REFERENCE);
            boolean fits =
                    writer.transportFeedback(
                            sender,
                            mediaSsrc,
                            (int) (start & 0xFFFF),
                            (int) reference,
                            feedbackCount++ & 0xFF,
                            deltas,
                            count);
            if (!fits) {
                throw new IllegalStateException("one feedback message fits an empty datagram");
            }
            creditBytes -= writer.length() + OVERHEAD_BYTES;
            writer.flush(out);
            start += count;
        }
    }

    /** When a report is due, or {@link Long#MAX_VALUE}. */
    long nextDeadlineNanos() {
        return steady || creditBytes >= 0 ? dueNanos : latestNanos;
    }

    /** The first arrival from {@code start}: there is one, because the last packet arrived. */
    private long firstReceived() {
        long index = start;
        while (!received(index)) {
            index++;
        }
        return index;
    }

    /** Fills the deltas from {@code start}; gives how many packets the message tells of. */
    private int fill(long first, long referenceTicks) {
        long limit = Math.min(end, Math.min(first + MAX_STATUSES, start + CAPACITY));
        long ticks = referenceTicks;
        int count = 0;
        for (long index = start; index < limit; index++) {
            int delta = TransportFeedback.NOT_RECEIVED;
            if (received(index)) {
                long elapsed = arrivalTicks[slot(index)] - ticks;
                if (elapsed != (short) elapsed) {
                    break;
                }
                delta = (int) elapsed;
                ticks = arrivalTicks[slot(index)];
            }
            deltas[count++] = delta;
        }
        return count;
    }

    private boolean received(long index) {
        return arrivalTicks[slot(index)] != NOT_RECEIVED;
    }

    private static int slot(long index) {
        return (int) (index & (CAPACITY - 1));
    }
}
