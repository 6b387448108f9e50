package dev.sluice.fuzz;

import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.rtcp.RtcpWriter;
import dev.sluice.rtp.rtcp.TransportFeedback;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Transport-wide feedback: read, written by us where our writer can, and read again. */
public final class TransportFeedbackFuzz {

    private static final int MAX_BODY_BYTES = 4096;

    private TransportFeedbackFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        int body = Math.min(MAX_BODY_BYTES, data.length) & ~3;
        ByteBuffer out = ByteBuffer.allocate(12 + body);
        out.put((byte) 0x8F).put((byte) 205).putShort((short) (2 + body / 4));
        out.putInt(1).putInt(2).put(data, 0, body);
        Report first = Report.of(out.array(), out.capacity());
        if (first == null) {
            return;
        }
        RtcpWriter writer = new RtcpWriter(64 * 1024);
        if (!first.writable) {
            return;
        }
        Check.that(
                writer.transportFeedback(
                        1,
                        2,
                        first.base,
                        first.reference,
                        first.feedbackCount,
                        first.deltas,
                        first.deltas.length),
                "our writer has no room");
        Report second = Report.of(writer.data(), writer.length());
        Check.that(second != null && second.same(first), "it changed on the way");
    }

    /** One message, copied out of the parser's arrays. */
    private static final class Report implements RtcpHandler {

        private int base;
        private int reference;
        private int feedbackCount;
        private int[] deltas = new int[0];
        private boolean writable = true;
        private boolean heard;

        static @Nullable Report of(byte[] data, int length) {
            Report report = new Report();
            new RtcpParser().parse(0, data, 0, length, report);
            return report.heard ? report : null;
        }

        @Override
        public void onTransportFeedback(long nowNanos, long reporter, TransportFeedback feedback) {
            heard = true;
            base = feedback.baseSequence();
            reference = feedback.referenceTime();
            feedbackCount = feedback.feedbackCount();
            deltas = new int[feedback.count()];
            long last = reference * TransportFeedback.REFERENCE_NANOS;
            for (int i = 0; i < deltas.length; i++) {
                Check.that(feedback.sequence(i) < 65_536, "a wide sequence number");
                if (!feedback.received(i)) {
                    deltas[i] = TransportFeedback.NOT_RECEIVED;
                    continue;
                }
                long ticks = (feedback.arrivalNanos(i) - last) / TransportFeedback.TICK_NANOS;
                writable &= ticks >= Short.MIN_VALUE && ticks <= Short.MAX_VALUE;
                deltas[i] = (int) ticks;
                last = feedback.arrivalNanos(i);
            }
        }

        boolean same(Report other) {
            return base == other.base
                    && reference == other.reference
                    && feedbackCount == other.feedbackCount
                    && java.util.Arrays.equals(deltas, other.deltas);
        }
    }
}
