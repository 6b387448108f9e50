package dev.sluice.mediacore.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimClockTest {

    private final SimClock clock = new SimClock();

    @Test
    void shouldRunEventsInOrderOfTimeThenOfRequest() {
        List<String> seen = new ArrayList<>();
        clock.after(Duration.ofMillis(2), now -> seen.add("late"));
        clock.after(Duration.ofMillis(1), now -> seen.add("first"));
        clock.after(Duration.ofMillis(1), now -> seen.add("second"));
        clock.run(Duration.ofMillis(1));
        assertEquals(List.of("first", "second"), seen);
        assertEquals(Duration.ofMillis(1), clock.elapsed());
        clock.run(Duration.ofMillis(1));
        assertEquals(List.of("first", "second", "late"), seen);
    }

    @Test
    void shouldWakeMachinesAtTheirDeadlines() {
        List<Long> woken = new ArrayList<>();
        clock.drive(
                new SimClock.Driven() {
                    private long next = SimClock.START_NANOS + 5;

                    @Override
                    public long nextDeadlineNanos() {
                        return next;
                    }

                    @Override
                    public void onTimeout(long nowNanos) {
                        woken.add(nowNanos - SimClock.START_NANOS);
                        next += 10;
                    }
                });
        clock.run(Duration.ofNanos(30));
        assertEquals(List.of(5L, 15L, 25L), woken);
    }

    @Test
    void shouldFindTheMachineThatNeverMovesOn() {
        clock.drive(
                new SimClock.Driven() {
                    @Override
                    public long nextDeadlineNanos() {
                        return 0;
                    }

                    @Override
                    public void onTimeout(long nowNanos) {}
                });
        assertThrows(IllegalStateException.class, () -> clock.run(Duration.ofMillis(1)));
    }

    @Test
    void shouldRunPlansAndNameTheStepThatFails() {
        List<Long> seen = new ArrayList<>();
        new Plan(clock)
                .every(
                        Duration.ZERO,
                        Duration.ofMillis(10),
                        Duration.ofMillis(30),
                        "look",
                        now -> seen.add(clock.elapsed().toMillis()))
                .until(Duration.ofSeconds(1))
                .run();
        assertEquals(List.of(0L, 10L, 20L), seen);
        assertEquals(Duration.ofSeconds(1), clock.elapsed());

        Plan failing =
                new Plan(clock)
                        .at(
                                Duration.ofMillis(7),
                                "check",
                                now -> {
                                    throw new AssertionError("no media");
                                });
        String message = assertThrows(AssertionError.class, failing::run).getMessage();
        assertTrue(message.contains("check") && message.contains("no media"), message);
    }
}
