package dev.sluice.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class JavaThreadsTest {

    @Test
    void shouldTellOursFromTheJvms() {
        JavaThreads threads =
                JavaThreads.read(
                        List.of(
                                "2026-11-20 18:00:00",
                                "\"main\" #3 [2608] prio=5 os_prio=0 cpu=662.54ms",
                                "   java.lang.Thread.State: WAITING (on object monitor)",
                                "\"C2 CompilerThread0\" #17 [2622] daemon prio=9 os_prio=0",
                                "\"ForkJoinPool-1-worker-12\" #40 [2690] daemon prio=5",
                                "\"ForkJoinPool-1-delayScheduler\" #41 [2691] daemon prio=5",
                                "\"sluice-media-3-1\" #24 [2670] daemon prio=5",
                                "\"a \"worker\" of somebody\" #50 [2671] prio=5",
                                "\"GC Thread#1\" os_prio=0 cpu=40.02ms"));
        assertEquals(
                List.of("main", "sluice-media-3-1", "a \"worker\" of somebody"), threads.own());
        assertEquals(
                List.of(
                        "C2 CompilerThread0",
                        "ForkJoinPool-1-worker-12",
                        "ForkJoinPool-1-delayScheduler"),
                threads.jvm());
    }
}
