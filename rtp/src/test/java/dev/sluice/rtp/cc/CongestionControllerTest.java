package dev.sluice.rtp.cc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.SimNetwork;
import java.lang.management.ManagementFactory;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CongestionControllerTest {

    private static final long MS = 1_000_000L;
    private static final int BYTES = 1_000;

    private final CongestionController congestion =
            new CongestionController(
                    CongestionConfig.DEFAULT, SimNetwork.random(1), CongestionListener.NONE);
    private long now = 1_000 * MS;
    private int sequence;

    /** Sends a packet every {@code gapMs} for {@code ms}; all arrive 50 ms later. */
    private void run(long ms, long gapMs) {
        for (long t = 0; t < ms; t += 50) {
            FakeFeedback feedback = new FakeFeedback(sequence);
            for (long i = 0; i < 50; i += gapMs) {
                now += gapMs * MS;
                congestion.onPacketSent(
                        now, sequence++ & 0xFFFF, BYTES, PacketKind.BASE, ProbeCluster.NONE);
                feedback.arrived(now + 50 * MS);
            }
            congestion.onFeedback(now + 100 * MS, feedback);
            congestion.pollProbe(now);
        }
    }

    @Test
    void shouldGrowByEightPerCentAndNoFurtherThanOneAndAHalfTimesWhatArrives() {
        run(2_000, 25); // 320 kbps
        long before = congestion.targetBps();
        run(1_000, 25);
        assertEquals(1.08, (double) congestion.targetBps() / before, 0.02);
        run(30_000, 25);
        assertTrue(congestion.targetBps() <= 1.5 * 320_000 + 10_000);
        assertEquals(320_000, congestion.ackedBps(), 15_000);
        assertEquals(EstimateCause.INCREASE, congestion.cause());
    }

    @Test
    void shouldBeNearTheFloorThreeSecondsAfterAllFeedbackStops() {
        run(20_000, 5);
        assertTrue(congestion.targetBps() > 1_000_000);
        long end = now + 3_000 * MS;
        while (now < end) {
            now += 20 * MS;
            congestion.onPacketSent(
                    now, sequence++ & 0xFFFF, BYTES, PacketKind.BASE, ProbeCluster.NONE);
            if (congestion.nextDeadlineNanos() <= now) {
                congestion.onTimeout(now);
            }
        }
        assertTrue(congestion.targetBps() <= 60_000, "target " + congestion.targetBps());
        assertEquals(EstimateCause.SILENCE, congestion.cause());
    }

    @Test
    void shouldReadWhatCameMeanwhileBeforeItTakesItsOwnStallForSilence() {
        run(20_000, 5);
        long before = congestion.targetBps();
        int missing = sequence;
        FakeFeedback waiting = new FakeFeedback(missing);
        for (int i = 0; i < 10; i++) {
            now += 5 * MS;
            congestion.onPacketSent(
                    now, sequence++ & 0xFFFF, BYTES, PacketKind.BASE, ProbeCluster.NONE);
            waiting.arrived(now + 50 * MS);
        }
        now += 1_500 * MS;
        congestion.onTimeout(now);
        assertEquals(before, congestion.targetBps());
        congestion.onFeedback(now, waiting);
        assertTrue(congestion.targetBps() >= before);
    }

    @Test
    void shouldBelieveWhatBringsAPictureBackHoweverSoonAfterCongestion() {
        run(2_000, 25);
        congest();
        congestion.demand(1_400_000, 1_400_000, 1_400_000);
        long end = now + 3_000 * MS;
        while (now < end && congestion.targetBps() < 1_400_000) {
            probeOrWait();
        }
        assertTrue(congestion.targetBps() >= 1_400_000, "target " + congestion.targetBps());
    }

    /** Half a second in which packets wait for 150 ms more each. */
    private void congest() {
        for (int i = 0; i < 10; i++) {
            FakeFeedback late = new FakeFeedback(sequence);
            for (int j = 0; j < 5; j++) {
                now += 10 * MS;
                congestion.onPacketSent(
                        now, sequence++ & 0xFFFF, BYTES, PacketKind.BASE, ProbeCluster.NONE);
                late.arrived(now + 200 * MS);
            }
            congestion.onFeedback(now + 250 * MS, late);
        }
        assertTrue(congestion.gated());
    }

    /** 50 ms of audio, with a probe when one is due, on a path that carries everything. */
    private void probeOrWait() {
        answer(congestion.pollProbe(now));
    }

    private void answer(@Nullable ProbeCluster probe) {
        FakeFeedback feedback = new FakeFeedback(sequence);
        int left = probe == null ? 2 : Math.max(probe.packets(), probe.bytes() / BYTES + 1);
        for (; left > 0; left--) {
            now += probe == null ? 20 * MS : (long) (BYTES * 8e9 / probe.bps());
            int cluster = probe == null ? ProbeCluster.NONE : probe.id();
            congestion.onPacketSent(now, sequence++ & 0xFFFF, BYTES, PacketKind.BASE, cluster);
            feedback.arrived(now + 50 * MS);
        }
        now += 100 * MS;
        congestion.onFeedback(now, feedback);
    }

    /** 50 ms with a loss of one packet in five: the loss-based estimate is the lower one. */
    private void lose() {
        FakeFeedback feedback = new FakeFeedback(sequence);
        for (int i = 0; i < 10; i++) {
            now += 5 * MS;
            congestion.onPacketSent(
                    now, sequence & 0xFFFF, BYTES, PacketKind.BASE, ProbeCluster.NONE);
            if (sequence++ % 5 == 0) {
                feedback.lost();
            } else {
                feedback.arrived(now + 50 * MS);
            }
        }
        congestion.onFeedback(now + 100 * MS, feedback);
    }

    @Test
    void shouldForgetLossesOnceAProbeShowsAFifthMore() {
        run(30_000, 5);
        for (int i = 0; i < 200; i++) {
            lose();
            congestion.pollProbe(now);
        }
        assertEquals(EstimateCause.LOSS, congestion.cause());
        long bounded = congestion.targetBps();
        congestion.demand(3 * bounded, 3 * bounded, 0);
        ProbeCluster probe = null;
        for (int i = 0; i < 400 && probe == null; i++) {
            lose();
            probe = congestion.pollProbe(now);
        }
        answer(probe);
        assertTrue(congestion.targetBps() >= 1.2 * bounded, congestion.targetBps() + " bps");
        assertEquals(0, congestion.lossFraction(), 0.01);
    }

    @Test
    void shouldHaveNoDeadlineWhileNothingIsSent() {
        assertEquals(Long.MAX_VALUE, congestion.nextDeadlineNanos());
    }

    @Test
    void shouldProbeAgainAndAgainWhileAllStreamsArePaused() {
        run(2_000, 25);
        congestion.demand(3_000_000, 3_000_000, 0);
        int probes = 0;
        long end = now + 20_000 * MS;
        while (now < end) {
            assertTrue(congestion.nextDeadlineNanos() < Long.MAX_VALUE, "nobody would wake it");
            now = Math.max(now + MS, congestion.nextDeadlineNanos());
            congestion.onTimeout(now);
            probes += congestion.pollProbe(now) != null ? 1 : 0;
        }
        assertTrue(probes >= 4, probes + " probes in 20 s");
    }

    @Test
    void shouldProbeWhenAllThatWasSentAtFirstWasLost() {
        for (int i = 0; i < 10; i++) {
            now += 20 * MS;
            congestion.onPacketSent(
                    now, sequence++ & 0xFFFF, BYTES, PacketKind.BASE, ProbeCluster.NONE);
            congestion.pollProbe(now);
        }
        // Every stream is paused then: nothing more is sent, and nothing answers.
        congestion.demand(3_000_000, 3_000_000, 500_000);
        int probes = 0;
        long end = now + 10_000 * MS;
        while (now < end) {
            assertTrue(congestion.nextDeadlineNanos() < Long.MAX_VALUE, "nobody would wake it");
            now = Math.max(now + MS, congestion.nextDeadlineNanos());
            congestion.onTimeout(now);
            probes += congestion.pollProbe(now) != null ? 1 : 0;
        }
        assertTrue(probes >= 4, probes + " probes in 10 s");
    }

    @Test
    void shouldOpenTheGateWhenNothingOfOursCanWaitAnyMore() {
        run(5_000, 10);
        congest();
        congestion.demand(3_000_000, 3_000_000, 0);
        now += 3_000 * MS;
        congestion.onTimeout(now);
        assertFalse(congestion.gated());
    }

    @Test
    void shouldFollowRembOnlyWithoutTransportFeedback() {
        congestion.onRemb(now, 1_200_000);
        assertEquals(1_200_000, congestion.targetBps());
        assertEquals(EstimateCause.REMB, congestion.cause());
        congestion.onReceiverReport(now, 0.4, 80 * MS);
        assertEquals(960_000, congestion.targetBps());
        assertEquals(EstimateCause.LOSS, congestion.cause());
        congestion.onRemb(now, 400_000);
        assertEquals(400_000, congestion.targetBps());

        run(500, 10);
        long estimated = congestion.targetBps();
        congestion.onRemb(now, 60_000);
        assertEquals(estimated, congestion.targetBps());
    }

    @Test
    void shouldSurviveFeedbackThatMakesNoSense() {
        RandomGenerator random = SimNetwork.random(5);
        for (int round = 0; round < 20_000; round++) {
            now += random.nextLong(30 * MS);
            congestion.onPacketSent(
                    now, sequence++ & 0xFFFF, BYTES, PacketKind.BASE, random.nextInt(3));
            FakeFeedback feedback = new FakeFeedback(sequence - random.nextInt(50));
            for (int i = random.nextInt(60); i > 0; i--) {
                if (random.nextBoolean()) {
                    feedback.arrived(random.nextLong(1L << 50) - (1L << 49));
                } else {
                    feedback.lost();
                }
            }
            congestion.onFeedback(now, feedback);
            congestion.onTimeout(now);
            congestion.pollProbe(now);
            long target = congestion.targetBps();
            assertTrue(target >= 50_000 && target <= 50_000_000, "target " + target);
            assertTrue(congestion.budgetBps() > 0 && congestion.budgetBps() <= target);
        }
    }

    @Test
    void shouldNotAllocatePerPacket() {
        FakeFeedback feedback = new FakeFeedback(0);
        for (int i = 0; i < 50; i++) {
            feedback.arrived(i * MS);
        }
        congestion.demand(0, 1, 0);
        sendAndReport(feedback, 200);
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        int rounds = 2_000;
        sendAndReport(feedback, rounds);
        long perPacket = (threads.getThreadAllocatedBytes(thread) - before) / (rounds * 50L);
        assertEquals(0, perPacket);
    }

    private void sendAndReport(FakeFeedback feedback, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < 50; i++) {
                now += MS;
                congestion.onPacketSent(now, i, BYTES, PacketKind.BASE, ProbeCluster.NONE);
            }
            congestion.onFeedback(now, feedback);
        }
    }
}
