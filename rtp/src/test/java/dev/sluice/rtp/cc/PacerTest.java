package dev.sluice.rtp.cc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacerTest implements PacerOutput<String> {

    private static final long MS = 1_000_000L;
    private static final int BYTES = 1_000;

    private final List<String> sent = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private final List<Integer> clusters = new ArrayList<>();
    private int padded;
    private boolean canPad = true;

    /** 1 Mbps: 1,000 bytes are 8 ms of budget, 6.7 ms at 1.2 times it. */
    private final Pacer<String> pacer = new Pacer<>(this, 1_000_000);

    private long now = 1_000 * MS;

    @Override
    public void send(long nowNanos, String packet, int bytes, PacketKind kind, int probeCluster) {
        sent.add(packet);
        clusters.add(probeCluster);
    }

    @Override
    public void drop(long nowNanos, String packet, int bytes, PacketKind kind) {
        dropped.add(packet);
    }

    @Override
    public int pad(long nowNanos, int maxBytes, int probeCluster) {
        if (!canPad) {
            return 0;
        }
        padded += maxBytes;
        clusters.add(probeCluster);
        return maxBytes;
    }

    private void offer(String packet, PacketKind kind, int stream) {
        pacer.offer(now, packet, BYTES, kind, stream);
    }

    private void run(long ms) {
        long end = now + ms * MS;
        while (pacer.nextDeadlineNanos() <= end) {
            now = Math.max(now, pacer.nextDeadlineNanos());
            pacer.onTimeout(now);
        }
        now = end;
    }

    @Test
    void shouldLetFortyMillisecondsOfBudgetGoAtOnceWhileQuiet() {
        for (int i = 0; i < 10; i++) {
            offer("v" + i, PacketKind.BASE, 0);
        }
        assertEquals(5, sent.size(), 1);
        run(100);
        assertEquals(10, sent.size());
        assertEquals("v9", sent.get(9));
    }

    @Test
    void shouldNotMakePicturesPayForMinutesOfSound() {
        pacer.budget(now, 200_000, false);
        for (int i = 0; i < 60_000; i += 10) {
            offer("a", PacketKind.AUDIO, 1); // 800 kbps
            run(10);
        }
        sent.clear();
        offer("v", PacketKind.BASE, 0);
        run(10);
        assertEquals(List.of(), sent, "the sound of the last second is to be paid for");
        pacer.budget(now, 3_000_000, false);
        run(100);
        assertEquals(List.of("v"), sent);
    }

    @Test
    void shouldSendQuantaOfFiveMillisecondsWhileGated() {
        pacer.budget(now, 1_000_000, true);
        for (int i = 0; i < 10; i++) {
            offer("v" + i, PacketKind.BASE, 0);
        }
        assertEquals(1, sent.size());
        run(20);
        assertEquals(4, sent.size(), 1);
        run(60);
        assertEquals(10, sent.size());
    }

    @Test
    void shouldSendNoFasterThanItsBoundWhateverTheBudget() {
        pacer.budget(now, 10_000_000, false);
        pacer.bound(now, 1_000_000);
        for (int i = 0; i < 10; i++) {
            offer("v" + i, PacketKind.BASE, 0);
        }
        assertEquals(5, sent.size(), 1);
        pacer.bound(now, Long.MAX_VALUE);
        run(20);
        assertEquals(10, sent.size());
    }

    @Test
    void shouldNeverHoldAudio() {
        pacer.budget(now, 100_000, true);
        for (int i = 0; i < 5; i++) {
            offer("v" + i, PacketKind.BASE, 0);
            offer("a" + i, PacketKind.AUDIO, 1);
        }
        assertTrue(sent.containsAll(List.of("a0", "a1", "a2", "a3", "a4")), sent.toString());
    }

    @Test
    void shouldPreferWhatMattersButNeverReorderAStream() {
        pacer.budget(now, 1_000_000, true);
        offer("first", PacketKind.BASE, 0);
        offer("upper1", PacketKind.UPPER, 1);
        offer("base1", PacketKind.BASE, 1);
        offer("base2", PacketKind.BASE, 2);
        offer("rtx", PacketKind.RTX, 2);
        run(100);
        assertEquals(List.of("first", "rtx", "base2", "upper1", "base1"), sent);
    }

    @Test
    void shouldRefuseUpperTemporalLayersPastAHundredMillisecondsAndDropNoneOfThem() {
        pacer.budget(now, 1_000_000, true);
        int frames = 0;
        while (pacer.temporalLimit() == Pacer.ALL_LAYERS) {
            offer("t" + frames++, PacketKind.UPPER, 0);
            assertTrue(frames < 50, "never refused");
        }
        assertEquals(0, pacer.temporalLimit());
        assertEquals(100.0, pacer.queueNanos() / 1e6, 10);
        run(70);
        assertEquals(0, pacer.temporalLimit());
        run(100);
        assertEquals(Pacer.ALL_LAYERS, pacer.temporalLimit());
        assertEquals(frames, sent.size());
    }

    @Test
    void shouldTellHowLongPacketsWaitBehindAudioToo() {
        pacer.budget(now, 100_000, true);
        offer("first", PacketKind.BASE, 0);
        offer("v", PacketKind.BASE, 0);
        for (int i = 0; i < 10; i++) {
            offer("a", PacketKind.AUDIO, 1);
            run(20);
        }
        assertTrue(!sent.contains("v"));
        assertTrue(pacer.waitNanos(now) >= 200 * MS, "" + pacer.waitNanos(now));
    }

    @Test
    void shouldBoundTheQueueByDroppingTheOldestVideo() {
        pacer.budget(now, 10_000, true);
        for (int i = 0; i < 5_000; i++) {
            offer("v" + i, PacketKind.BASE, 0);
        }
        assertEquals(5_000, sent.size() + dropped.size() + pacer.queuedPackets());
        assertTrue(pacer.queueNanos() <= 2_000 * MS);
        assertTrue(dropped.contains("v1") && !dropped.contains("v4999"));
    }

    @Test
    void shouldRunAProbeAtItsRateWithMediaFirstThenPadding() {
        pacer.probe(now, new ProbeCluster(3, 4_000_000, 7_500, 5, ProbeCause.START));
        offer("v", PacketKind.BASE, 0);
        long start = now;
        while (pacer.runningProbe() != null) {
            now = pacer.nextDeadlineNanos();
            pacer.onTimeout(now);
        }
        assertEquals(13.5, (now - start) / 1e6, 2.5);
        assertTrue(padded + BYTES >= 7_500);
        assertEquals("v", sent.get(0));
        assertTrue(clusters.stream().allMatch(cluster -> cluster == 3));
    }

    @Test
    void shouldGiveUpAProbeThatNothingCanFill() {
        canPad = false;
        pacer.probe(now, new ProbeCluster(3, 4_000_000, 7_500, 5, ProbeCause.START));
        run(300);
        assertEquals(null, pacer.runningProbe());
        assertEquals(Long.MAX_VALUE, pacer.nextDeadlineNanos());
    }

    @Test
    void shouldAbandonProbesAndPaddingWhenTheGateCloses() {
        pacer.padTo(now, 500_000);
        pacer.probe(now, new ProbeCluster(3, 4_000_000, 7_500, 5, ProbeCause.START));
        pacer.budget(now, 700_000, true);
        int before = padded;
        run(500);
        assertEquals(before, padded);
    }

    @Test
    void shouldFillUpWithPaddingToTheRateAskedFor() {
        pacer.padTo(now, 400_000);
        for (int i = 0; i < 50; i++) {
            offer("v", PacketKind.BASE, 0); // 200 kbps
            run(40);
        }
        double bps = (padded + sent.size() * BYTES) * 8 / 2.0;
        assertEquals(400_000, bps, 40_000);
        pacer.padTo(now, 0);
        int before = padded;
        run(1_000);
        assertEquals(before, padded);
    }

    @Test
    void shouldNotWaitAtAFormerRateForWhatWasSentAhead() {
        pacer.budget(now, 1_000, false); // nothing but a trickle is due
        pacer.probe(now, new ProbeCluster(3, 2_000_000, 5_000, 5, ProbeCause.UNMET_DEMAND));
        run(100);
        assertEquals(5, clusters.size());
        pacer.budget(now, 2_000_000, false);
        offer("frame", PacketKind.BASE, 0);
        run(100);
        assertEquals(List.of("frame"), sent);
    }
}
