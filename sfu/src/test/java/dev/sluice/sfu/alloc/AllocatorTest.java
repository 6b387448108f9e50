package dev.sluice.sfu.alloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.SimNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AllocatorTest {

    private static final long MS = 1_000_000L;
    private static final long[] LAYER_BPS = {150_000, 500_000, 1_700_000};
    private static final int[] HEIGHTS = {180, 360, 720};

    private final DecisionHistory history = new DecisionHistory();
    private final Allocator allocator = new Allocator(SimNetwork.random(1), history);
    private long now = 1_000 * MS;

    private static List<Rung> ladder() {
        List<Rung> rungs = new ArrayList<>();
        for (int layer = 0; layer < 3; layer++) {
            rungs.add(new Rung(layer, 0, LAYER_BPS[layer] * 4 / 10, HEIGHTS[layer], 7.5));
            rungs.add(new Rung(layer, 1, LAYER_BPS[layer] * 6 / 10, HEIGHTS[layer], 15));
            rungs.add(new Rung(layer, 2, LAYER_BPS[layer], HEIGHTS[layer], 30));
        }
        return rungs;
    }

    private AllocatedStream camera(String track) {
        AllocatedStream stream = allocator.add(track, StreamKind.CAMERA);
        allocator.rungs(stream, ladder());
        return stream;
    }

    private void run(long ms, long budget) {
        run(ms, budget, false);
    }

    private void run(long ms, long budget, boolean gated) {
        for (long t = 0; t < ms; t += 50) {
            now += 50 * MS;
            allocator.update(now, budget, budget, gated);
        }
    }

    private static String label(AllocatedStream stream) {
        Rung target = stream.target();
        return target == null ? "none" : target.label();
    }

    private DecisionKind last(String track) {
        List<Decision> newest = history.newest(track, 1);
        assertFalse(newest.isEmpty());
        return newest.get(0).kind();
    }

    @Test
    void shouldStartWithWhatFits() {
        AllocatedStream stream = camera("a");
        allocator.reserve(60_000);
        run(50, 200_000);
        assertEquals("L0T1", label(stream));
        assertEquals(DecisionKind.START, last("a"));
        assertEquals(150_000, allocator.needBps());
        assertEquals(1_760_000, allocator.topBps());
    }

    @Test
    void shouldProveAHigherLayerWithHalfASecondOfPadding() {
        AllocatedStream stream = camera("a");
        run(50, 170_000);
        run(50, 2_500_000);
        assertEquals("L0T1", label(stream));
        assertEquals(DecisionKind.PROVE, last("a"));
        assertEquals(1_700_000, allocator.paddingBps());
        run(400, 2_500_000);
        assertEquals("L0T1", label(stream));
        run(100, 2_500_000);
        assertEquals("L2T2", label(stream));
        assertEquals(0, allocator.paddingBps());
    }

    @Test
    void shouldGiveUpAProofWhenTheGateCloses() {
        AllocatedStream stream = camera("a");
        run(50, 170_000);
        run(200, 2_500_000);
        run(50, 2_500_000, true);
        assertEquals(0, allocator.paddingBps());
        assertEquals(DecisionKind.PROOF_FAILED, last("a"));
        run(1_000, 2_500_000);
        assertEquals(0, allocator.paddingBps(), "held back for a while");
        run(10_000, 2_500_000);
        assertTrue(label(stream).compareTo("L0T1") > 0);
    }

    @Test
    void shouldWantHeadroomToGoUpButNoneToStay() {
        AllocatedStream stream = camera("a");
        run(50, 505_000);
        assertEquals("L1T1", label(stream));
        run(2_000, 549_000);
        assertEquals("L1T1", label(stream), "less than 10 % above 500 kbps");
        run(2_000, 551_000);
        assertEquals("L1T2", label(stream));
        run(5_000, 500_000);
        assertEquals("L1T2", label(stream));
    }

    @Test
    void shouldGoDownForADeepDeficitAtOnceAndForAShallowOneAfterTwoAndAHalfSeconds() {
        AllocatedStream deep = camera("a");
        run(50, 580_000);
        assertEquals("L1T2", label(deep));
        run(50, 290_000);
        assertEquals("L0T2", label(deep));

        run(20_000, 700_000);
        assertEquals("L1T2", label(deep));
        run(2_450, 400_000);
        assertEquals("L1T2", label(deep));
        run(150, 400_000);
        assertEquals("L1T1", label(deep));
        assertEquals(DecisionCause.LASTING_DEFICIT, history.newest("a", 1).get(0).cause());
    }

    @Test
    void shouldLeaveOutFramesWhileTheGateIsClosedAndGoDownWhenItStaysClosed() {
        AllocatedStream stream = camera("a");
        run(50, 580_000);
        run(12_000, 580_000);
        run(50, 400_000, true);
        assertEquals("L1T1", label(stream));
        assertEquals(DecisionKind.THIN, last("a"));
        run(800, 400_000, true);
        assertEquals(DecisionKind.THIN, last("a"), "no layer is given up for a queue that drains");
        run(50, 580_000);
        assertEquals("L1T2", label(stream));
        assertEquals(DecisionKind.RESTORE, last("a"));

        run(1_050, 400_000, true);
        assertEquals("L1T1", label(stream));
        assertEquals(DecisionKind.LAYER_DOWN, last("a"));
        assertEquals(DecisionCause.GATED, history.newest("a", 1).get(0).cause());
    }

    @Test
    void shouldTakeBackTheNewestStepsFirstAndOneAtATime() {
        AllocatedStream calm = camera("calm");
        allocator.demand(calm, new StreamDemand(true, false, 180, 30));
        AllocatedStream raised = camera("raised");
        run(50, 700_000);
        run(15_000, 700_000);
        run(8_000, 1_400_000);
        assertEquals("L2T1", label(raised));
        run(500, 2_500_000);
        assertEquals("L2T2", label(raised));
        long down = history.total();
        run(300, 1_500_000, true);
        assertEquals("L2T1", label(raised), "back to where it was");
        assertEquals(DecisionKind.LAYER_DOWN, last("raised"));
        assertTrue(history.total() > down);
        assertEquals("L0T2", label(calm), "not its fault");
    }

    @Test
    void shouldSendEvenlyAfterCongestionUnlessThereIsAScreen() {
        AllocatedStream stream = camera("a");
        run(15_000, 580_000);
        assertEquals(Long.MAX_VALUE, allocator.paceBps(now));
        run(50, 400_000, true);
        run(50, 580_000);
        assertEquals(allocator.needBps(), allocator.paceBps(now));
        AllocatedStream screen = allocator.add("screen", StreamKind.SCREEN);
        assertEquals(Long.MAX_VALUE, allocator.paceBps(now), "not measured yet");
        allocator.rungs(screen, List.of(new Rung(0, 0, 20_000, 1_080, 5)));
        run(50, 600_000);
        assertEquals(Long.MAX_VALUE, allocator.paceBps(now));
        allocator.remove(screen);
        run(20_000, 580_000);
        assertEquals(Long.MAX_VALUE, allocator.paceBps(now));
        assertNotNull(stream.target());
    }

    @Test
    void shouldPauseSoonerWhenPicturesWouldComeTooLate() {
        AllocatedStream stream = camera("a");
        run(50, 200_000);
        run(100, 30_000);
        assertFalse(stream.paused());
        allocator.backlog(500 * MS);
        run(50, 30_000);
        assertTrue(stream.paused());
    }

    @Test
    void shouldWaitLongerEachTimeThatTheSameStepFails() {
        AllocatedStream stream = camera("a");
        run(50, 170_000);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long from = now;
            while (!label(stream).equals("L2T2")) {
                run(50, 2_500_000);
                assertTrue(now - from < 90_000 * MS, "never up again");
            }
            waits.add((now - from) / MS / 1_000);
            run(3_000, 2_500_000);
            run(50, 600_000);
            assertTrue(label(stream).startsWith("L1"), label(stream));
        }
        assertTrue(waits.get(1) >= 20 && waits.get(2) >= 40 && waits.get(3) >= 60, "" + waits);
    }

    @Test
    void shouldPauseOnlyAfterTwoSecondsAndResumeWithRoomToSpare() {
        AllocatedStream stream = camera("a");
        run(50, 200_000);
        run(1_900, 30_000);
        assertEquals("L0T0", label(stream));
        run(300, 30_000);
        assertNull(stream.target());
        assertTrue(stream.paused() && allocator.fallenBackToAudio());
        assertEquals(DecisionKind.PAUSE, last("a"));
        run(5_000, 70_000);
        assertTrue(stream.paused(), "60 kbps need 72");
        assertEquals(72_000, allocator.nextBps(now));
        assertEquals(72_000, allocator.resumeBps());
        assertEquals(Long.MAX_VALUE, allocator.paceBps(now), "nothing is sent that could be even");
        run(100, 73_000);
        assertFalse(stream.paused());
        assertEquals(0, allocator.resumeBps());
        assertNotNull(stream.target());
    }

    @Test
    void shouldPauseNothingBeforeAnythingWasSent() {
        AllocatedStream stream = camera("a");
        allocator.untested(true);
        run(10_000, 30_000);
        assertFalse(stream.paused());
        allocator.untested(false);
        run(1_900, 30_000);
        assertFalse(stream.paused(), "patience begins with the first packet");
        run(300, 30_000);
        assertTrue(stream.paused());
    }

    @Test
    void shouldStopAHiddenTileAtOnce() {
        AllocatedStream stream = camera("a");
        run(50, 2_500_000);
        allocator.demand(stream, StreamDemand.HIDDEN);
        assertTrue(allocator.nextDeadlineNanos() <= now);
        run(50, 2_500_000);
        assertNull(stream.target());
        assertFalse(stream.paused());
        assertEquals(-1, stream.wantedLayer());
        assertEquals(0, allocator.topBps());
        assertFalse(allocator.fallenBackToAudio());
    }

    @Test
    void shouldServeTheStageAndTheScreenBeforeTheTiles() {
        AllocatedStream tile = camera("tile");
        AllocatedStream other = camera("other");
        AllocatedStream stage = camera("stage");
        AllocatedStream screen = allocator.add("screen", StreamKind.SCREEN);
        allocator.rungs(
                screen,
                List.of(
                        new Rung(0, 0, 200_000, 1_080, 5),
                        new Rung(0, 1, 400_000, 1_080, 15),
                        new Rung(0, 2, 800_000, 1_080, 30)));
        allocator.demand(stage, StreamDemand.STAGE);
        run(50, 270_000);
        assertEquals("L0T0", label(stage));
        assertEquals("L0T0", label(screen));
        assertEquals("none", label(tile));
        run(30_000, 1_900_000);
        assertEquals("L0T2", label(screen));
        assertEquals("L1T2", label(stage));
        assertTrue(label(tile).startsWith("L0") && label(other).startsWith("L0"));
    }

    @Test
    void shouldShareAmongTilesInTurns() {
        AllocatedStream a = camera("a");
        AllocatedStream b = camera("b");
        AllocatedStream c = camera("c");
        run(20_000, 1_100_000);
        assertEquals(List.of("L1T1", "L1T1", "L1T1"), List.of(label(a), label(b), label(c)));
    }

    @Test
    void shouldTakeFromTilesWhenOneComesOnStage() {
        AllocatedStream a = camera("a");
        AllocatedStream b = camera("b");
        run(20_000, 1_100_000);
        assertEquals(label(a), label(b));
        allocator.demand(b, StreamDemand.STAGE);
        run(1_000, 1_250_000);
        assertEquals("L2T1", label(b));
        assertEquals("L0T2", label(a));
        assertEquals(DecisionCause.DEMAND, history.newest("a", 1).get(0).cause());
    }

    @Test
    void shouldSendNoMoreThanWasAskedFor() {
        AllocatedStream stream = camera("a");
        allocator.demand(stream, new StreamDemand(true, false, 300, 20));
        run(20_000, 5_000_000);
        assertEquals("L1T1", label(stream));
        assertEquals(1, stream.wantedLayer());
        allocator.mode(SubscriberMode.SAVER);
        run(20_000, 5_000_000);
        assertTrue(allocator.needBps() <= 300_000);
        allocator.mode(SubscriberMode.AUDIO_ONLY);
        run(50, 5_000_000);
        assertNull(stream.target());
    }

    @Test
    void shouldFollowWhenALayerGoesAway() {
        AllocatedStream stream = camera("a");
        run(20_000, 2_500_000);
        assertEquals("L2T2", label(stream));
        allocator.rungs(stream, ladder().subList(0, 6));
        run(50, 2_500_000);
        assertEquals("L1T2", label(stream));
        assertEquals(DecisionCause.LAYERS_CHANGED, history.newest("a", 1).get(0).cause());
        allocator.rungs(stream, List.of());
        run(50, 2_500_000);
        assertNull(stream.target());
    }

    @Test
    void shouldNeverExceedTheBudgetForLongNorSpinWhateverHappens() {
        RandomGenerator random = SimNetwork.random(11);
        List<AllocatedStream> streams = new ArrayList<>();
        long over = 0;
        for (int step = 0; step < 50_000; step++) {
            switch (random.nextInt(40)) {
                case 0 -> {
                    if (streams.size() < 6) {
                        streams.add(camera("t" + step));
                    }
                }
                case 1 -> {
                    if (!streams.isEmpty()) {
                        allocator.remove(streams.remove(random.nextInt(streams.size())));
                    }
                }
                case 2 -> {
                    if (!streams.isEmpty()) {
                        allocator.demand(
                                streams.get(random.nextInt(streams.size())),
                                new StreamDemand(
                                        random.nextBoolean(), random.nextBoolean(), 400, 30));
                    }
                }
                default -> {}
            }
            long budget = (long) (50_000 * Math.pow(60, random.nextDouble()));
            for (int i = 0; i < 4; i++) {
                now += 50 * MS;
                allocator.update(now, budget, budget, random.nextInt(10) == 0);
                assertTrue(allocator.nextDeadlineNanos() > now, "a deadline that has passed");
                boolean lowest = true;
                for (AllocatedStream stream : streams) {
                    Rung target = stream.target();
                    lowest &= target == null || target.same(stream.rungs().get(0));
                }
                over = allocator.needBps() > budget && !lowest ? over + 1 : 0;
                assertTrue(over <= 52, "2.5 s over the budget");
            }
            over = 0;
        }
    }
}
