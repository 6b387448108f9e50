package dev.sluice.fuzz;

import dev.sluice.rtp.rtcp.ReportBlock;
import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.rtcp.RtcpWriter;
import dev.sluice.rtp.rtcp.TransportFeedback;
import java.util.ArrayList;
import java.util.List;

/** RTCP compounds: no more facts than bytes, and what our writer can say reads the same again. */
public final class RtcpFuzz {

    private static final int MAX_ALLOCATED_BYTES = 1 << 20;

    private RtcpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Check.allocatesAtMost(MAX_ALLOCATED_BYTES, () -> read(data));
    }

    private static void read(byte[] data) {
        Facts facts = new Facts();
        RtcpParser parser = new RtcpParser();
        RtcpParser.Verdict verdict = parser.parse(7, data, 0, data.length, facts);
        Check.that(facts.count <= data.length, facts.count + " facts");
        Check.that(
                verdict == RtcpParser.Verdict.OK
                        || verdict == RtcpParser.Verdict.DAMAGED_BODY
                        || facts.count == 0,
                "facts from damaged framing");
        byte[] written = facts.writer.data();
        Facts second = new Facts();
        if (facts.writer.isEmpty()) {
            return;
        }
        Check.that(
                parser.parse(7, written, 0, facts.writer.length(), second) == RtcpParser.Verdict.OK,
                "our own is refused");
        Check.that(facts.said.equals(second.said), facts.said + " became " + second.said);
    }

    /** Writes down what it hears, in words and, where there is a writer, as RTCP. */
    private static final class Facts implements RtcpHandler {

        final RtcpWriter writer = new RtcpWriter(64 * 1024);
        final List<String> said = new ArrayList<>();
        int count;

        @Override
        public void onSenderReport(
                long nowNanos, long ssrc, long ntp, long rtpTimestamp, long packets, long bytes) {
            count++;
            if (writer.senderReport(ssrc, ntp, rtpTimestamp, packets, bytes)) {
                said.add("SR " + ssrc + " " + ntp + " " + rtpTimestamp + " " + packets);
            }
        }

        @Override
        public void onReportBlock(long nowNanos, long reporter, ReportBlock block) {
            count++;
            Check.that(block.fractionLost >= 0 && block.fractionLost < 256, "a wide fraction");
        }

        @Override
        public void onCname(long nowNanos, long ssrc, byte[] data, int offset, int length) {
            count++;
            Check.that(offset + length <= data.length && length < 256, "a name beyond its packet");
        }

        @Override
        public void onBye(long nowNanos, long ssrc) {
            count++;
            if (writer.bye(ssrc)) {
                said.add("BYE " + ssrc);
            }
        }

        @Override
        public void onNack(
                long nowNanos, long reporter, long mediaSsrc, int sequence, int following) {
            count++;
            Check.that(sequence < 65_536 && following < 65_536, "a wide item");
        }

        @Override
        public void onPli(long nowNanos, long reporter, long mediaSsrc) {
            count++;
            if (writer.pli(reporter, mediaSsrc)) {
                said.add("PLI " + reporter + " " + mediaSsrc);
            }
        }

        @Override
        public void onFir(long nowNanos, long reporter, long mediaSsrc, int command) {
            count++;
            if (writer.fir(reporter, mediaSsrc, command)) {
                said.add("FIR " + reporter + " " + mediaSsrc + " " + command);
            }
        }

        @Override
        public void onTransportFeedback(long nowNanos, long reporter, TransportFeedback feedback) {
            count++;
            Check.that(
                    feedback.count() > 0 && feedback.count() <= TransportFeedback.MAX_PACKETS,
                    "feedback on " + feedback.count());
        }

        @Override
        public void onRemb(long nowNanos, long reporter, long bitsPerSecond) {
            count++;
            Check.that(bitsPerSecond >= 0, "a negative rate");
            if (bitsPerSecond < Long.MAX_VALUE
                    && writer.remb(reporter, bitsPerSecond, new long[0], 0)) {
                said.add("REMB " + reporter + " " + bitsPerSecond);
            }
        }

        @Override
        public void onReceiverReferenceTime(long nowNanos, long reporter, long ntp) {
            count++;
            if (writer.receiverReferenceTime(reporter, ntp)) {
                said.add("RRTR " + reporter + " " + ntp);
            }
        }

        @Override
        public void onDelaySinceLastRr(
                long nowNanos, long reporter, long ssrc, long lastRr, long delay) {
            count++;
            if (writer.delaySinceLastRr(reporter, ssrc, lastRr, delay)) {
                said.add("DLRR " + reporter + " " + ssrc + " " + lastRr + " " + delay);
            }
        }
    }
}
