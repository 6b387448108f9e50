package dev.sluice.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.rtp.rtcp.RtcpWriter;
import dev.sluice.rtp.rtcp.TransportFeedback;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransportFeedbackRecorderTest {

    private static final long MILLI = 1_000_000L;

    private final TransportFeedbackRecorder recorder = new TransportFeedbackRecorder();
    private final RtcpWriter writer = new RtcpWriter();
    private final RtcpParser parser = new RtcpParser();
    private final List<String> messages = new ArrayList<>();
    private long bytesSent;

    private List<String> timeout(long nowNanos) {
        messages.clear();
        RtcpHandler handler =
                new RtcpHandler() {
                    @Override
                    public void onTransportFeedback(
                            long now, long reporter, TransportFeedback feedback) {
                        messages.add(describe(feedback));
                    }
                };
        recorder.onTimeout(
                nowNanos,
                1,
                2,
                writer,
                (data, offset, length) -> {
                    bytesSent += length;
                    assertEquals(
                            RtcpParser.Verdict.OK,
                            parser.parse(nowNanos, data, offset, length, handler));
                });
        return List.copyOf(messages);
    }

    private static String describe(TransportFeedback feedback) {
        StringBuilder text = new StringBuilder("#" + feedback.feedbackCount());
        for (int i = 0; i < feedback.count(); i++) {
            text.append(' ').append(feedback.sequence(i));
            text.append(feedback.received(i) ? "@" + feedback.arrivalNanos(i) / MILLI : "!");
        }
        return text.toString();
    }

    private void receive(long nowMillis, int sequence) {
        recorder.onPacket(nowMillis * MILLI, sequence, false);
    }

    @Test
    void shouldReportFiftyMillisAfterTheFirstNews() {
        receive(1_000, 65_534);
        receive(1_010, 0);
        assertEquals(1_050 * MILLI, recorder.nextDeadlineNanos());
        assertEquals(List.of(), timeout(1_049 * MILLI));
        assertEquals(List.of("#0 65534@1000 65535! 0@1010"), timeout(1_050 * MILLI));
        assertEquals(Long.MAX_VALUE, recorder.nextDeadlineNanos());
        receive(1_100, 3);
        assertEquals(List.of("#1 1! 2! 3@1100"), timeout(1_150 * MILLI));
    }

    @Test
    void shouldReportTwentyMillisAfterTheEndOfAFrame() {
        recorder.onPacket(1_000 * MILLI, 1, false);
        recorder.onPacket(1_005 * MILLI, 2, true);
        recorder.onPacket(1_015 * MILLI, 3, true);
        assertEquals(1_025 * MILLI, recorder.nextDeadlineNanos());
    }

    @Test
    void shouldReportAtEvenTimesIfToldTo() {
        recorder.steady(62 * MILLI);
        recorder.onPacket(1_000 * MILLI, 1, true);
        recorder.onPacket(1_005 * MILLI, 2, true);
        assertEquals(1_062 * MILLI, recorder.nextDeadlineNanos());
        for (int i = 0; i < 1_000; i++) {
            // Without a byte received that would pay for the reports.
            timeout(1_062 * MILLI + i * 100 * MILLI);
            recorder.onPacket(1_100 * MILLI + i * 100 * MILLI, 3 + i, false);
            assertEquals(1_162 * MILLI + i * 100 * MILLI, recorder.nextDeadlineNanos());
        }
    }

    @Test
    void shouldReportLateArrivalsAgain() {
        receive(1_000, 1);
        receive(1_001, 4);
        timeout(1_050 * MILLI);
        receive(1_060, 2);
        assertEquals(List.of("#1 2@1060 3! 4@1001"), timeout(1_110 * MILLI));
    }

    @Test
    void shouldKeepTheFirstArrivalOfADuplicate() {
        receive(1_000, 1);
        receive(1_020, 1);
        assertEquals(List.of("#0 1@1000"), timeout(1_050 * MILLI));
        receive(1_060, 1);
        assertEquals(Long.MAX_VALUE, recorder.nextDeadlineNanos());
    }

    @Test
    void shouldSplitWhereADeltaDoesNotFit() {
        receive(1_000, 1);
        timeout(1_050 * MILLI);
        receive(20_000, 3);
        timeout(20_050 * MILLI);
        receive(40_000, 2);
        assertEquals(List.of("#2 2@40000", "#3 3@20000"), timeout(40_050 * MILLI));
    }

    @Test
    void shouldStartOverAfterAJump() {
        receive(1_000, 1);
        receive(1_001, 20_000);
        assertEquals(List.of("#0 20000@1001"), timeout(1_060 * MILLI));
    }

    @Test
    void shouldReportAGapOfThousandsInOneMessage() {
        receive(1_000, 1);
        timeout(1_050 * MILLI);
        receive(1_060, 7_002);
        List<String> report = timeout(1_110 * MILLI);
        assertEquals(1, report.size());
        assertTrue(report.get(0).startsWith("#1 2! 3!"));
        assertTrue(report.get(0).endsWith(" 7001! 7002@1060"));
    }

    @Test
    void shouldWaitWhileReportsTakeTooMuch() {
        long now = 0;
        int sequence = 0;
        long received = 0;
        for (int i = 0; i < 5_000; i++) {
            now += 20 * MILLI;
            recorder.onBytes(80);
            received += 80 + 44;
            recorder.onPacket(now, sequence++ & 0xFFFF, true);
            if (recorder.nextDeadlineNanos() <= now) {
                bytesSent += 44;
                assertEquals(1, timeout(now).size());
            }
        }
        assertTrue(bytesSent <= received * 0.05 + 2_100, bytesSent + " of " + received);
        assertTrue(bytesSent >= received * 0.04, "reports come as often as they may");
    }

    @Test
    void shouldNotWaitForeverForASparseSource() {
        long now = 0;
        for (int i = 0; i < 500; i++) {
            now += 400 * MILLI;
            recorder.onBytes(40);
            recorder.onPacket(now, i, false);
            assertTrue(recorder.nextDeadlineNanos() <= now + 250 * MILLI);
            assertEquals(1, timeout(now + 250 * MILLI).size());
        }
    }

    /** What the messages say in the end is what happened, to a quarter of a millisecond. */
    @Test
    void shouldTellTheTruthOverAMillionPackets() {
        Random random = new Random(77);
        Map<Integer, Long> arrivals = new HashMap<>();
        Map<Integer, Long> reported = new HashMap<>();
        long[] now = {5_000 * MILLI};
        RtcpHandler handler =
                new RtcpHandler() {
                    @Override
                    public void onTransportFeedback(
                            long nowNanos, long reporter, TransportFeedback feedback) {
                        for (int i = 0; i < feedback.count(); i++) {
                            if (feedback.received(i)) {
                                reported.put(feedback.sequence(i), feedback.arrivalNanos(i));
                            }
                        }
                    }
                };
        int sent = 0;
        for (int round = 0; round < 50; round++) {
            arrivals.clear();
            reported.clear();
            for (int i = 0; i < 20_000; i++) {
                int sequence = sent++;
                now[0] += random.nextInt(random.nextInt(500) == 0 ? 200_000_000 : 1_000_000);
                int fate = random.nextInt(20);
                if (fate == 0) {
                    continue;
                }
                int late = fate == 1 ? Math.max(0, sequence - random.nextInt(200)) : sequence;
                recorder.onBytes(1_200);
                recorder.onPacket(now[0], late & 0xFFFF, random.nextInt(8) == 0);
                if (late >= sent - i - 1) {
                    arrivals.putIfAbsent(late & 0xFFFF, now[0]);
                }
                if (recorder.nextDeadlineNanos() <= now[0]) {
                    recorder.onTimeout(
                            now[0],
                            1,
                            2,
                            writer,
                            (data, offset, length) ->
                                    parser.parse(now[0], data, offset, length, handler));
                }
            }
            recorder.onTimeout(
                    now[0] + 1_000 * MILLI,
                    1,
                    2,
                    writer,
                    (data, offset, length) -> parser.parse(now[0], data, offset, length, handler));
            arrivals.forEach((sequence, nanos) -> {
                Long told = reported.get(sequence);
                assertTrue(told != null, "not reported: " + sequence);
                long error = nanos - told;
                assertTrue(error >= 0 && error < TransportFeedback.TICK_NANOS);
            });
        }
    }
}
