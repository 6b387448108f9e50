package dev.sluice.rtp.cc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.SimNetwork;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class QueueGateTest {

    private static final long MS = 1_000_000L;
    private static final long CLOCK_OFFSET = 7_777 * MS;

    private final QueueGate gate = new QueueGate();
    private long sent;

    /** Packets of 1,000 bytes every 10 ms for {@code ms}, each delayed by that much. */
    private void run(long ms, long delayMs) {
        for (long i = 0; i < ms; i += 10) {
            sent += 10 * MS;
            gate.add(sent, CLOCK_OFFSET + sent + delayMs * MS, 1_000);
        }
    }

    @Test
    void shouldCloseAboveEightyMillisecondsForAHundredAndOpenBelowTwenty() {
        run(1_000, 50);
        run(90, 135);
        assertFalse(gate.closed());
        run(100, 50);
        run(500, 125);
        assertFalse(gate.closed(), "75 ms are not too long");
        run(120, 135);
        assertTrue(gate.closed());
        assertEquals(85, gate.queueNanos() / MS);
        run(50, 75);
        assertTrue(gate.closed(), "25 ms are not short enough");
        run(10, 69);
        assertFalse(gate.closed());
    }

    @Test
    void shouldMeasureWhatTheFullPathCarries() {
        run(1_000, 50);
        run(210, 150);
        assertEquals(800_000, gate.takeCarriedBps(), 1);
        assertEquals(0, gate.takeCarriedBps(), "nothing since");
    }

    @Test
    void shouldTakeALongerPathAsTheNewZero() {
        run(1_000, 50);
        run(1_000, 150);
        assertTrue(gate.closed(), "it may be a queue still");
        assertFalse(gate.takePathChanged());
        run(1_000, 150);
        assertFalse(gate.closed());
        assertFalse(gate.competing());
        assertEquals(0, gate.queueNanos() / MS);
        assertTrue(gate.takePathChanged());
        assertFalse(gate.takePathChanged(), "told once");
        run(500, 160);
        assertFalse(gate.closed());
    }

    @Test
    void shouldNotTakeAQueueThatShrinksSlowlyForALongerPath() {
        run(1_000, 50);
        for (int i = 0; i < 30; i++) {
            run(100, 200 - 2 * i);
        }
        assertTrue(gate.closed());
        assertFalse(gate.takePathChanged());
    }

    @Test
    void shouldTakeAJitteryLongerPathAsTheNewZeroToo() {
        RandomGenerator random = SimNetwork.random(5);
        run(1_000, 50);
        for (int i = 0; i < 200; i++) {
            run(10, 150 + random.nextInt(10));
        }
        assertFalse(gate.closed());
        assertTrue(gate.takePathChanged());
        assertFalse(gate.competing());
    }

    @Test
    void shouldNoticeThatAnotherFlowFillsTheQueueAndWhenItHasGone() {
        run(1_000, 50);
        for (int i = 0; i < 12; i++) {
            run(400, 200 + i % 4 * 30);
        }
        assertTrue(gate.competing());
        assertFalse(gate.closed());
        run(1_000, 350);
        assertFalse(gate.closed(), "delay says nothing while another fills the queue");
        run(20, 60);
        assertFalse(gate.competing());
        run(200, 200);
        assertTrue(gate.closed());
    }

    @Test
    void shouldForgetTheLeastDelayAfterAMinute() {
        run(1_000, 50);
        run(66_000, 100);
        assertEquals(0, gate.queueNanos() / MS);
    }
}
