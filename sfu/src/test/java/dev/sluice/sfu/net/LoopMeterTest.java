package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class LoopMeterTest {

    private final LoopMeter meter = new LoopMeter(0);

    @Test
    void shouldMeasureFromReadToFlush() {
        long readNanos = System.nanoTime() - 3_000_000L;
        meter.leaving(readNanos);
        assertEquals(0, meter.read(1).delayedPackets());
        meter.flushed();

        LoopMeter.Reading reading = meter.read(2);
        assertEquals(1, reading.delayedPackets());
        assertTrue(reading.delayNanos() >= 3_000_000L);
        assertTrue(reading.medianNanos() >= 2_900_000L, reading.toString());
        assertEquals(reading.medianNanos(), reading.p99Nanos());
    }

    @Test
    void shouldForgetQuantilesAfterTwoWindows() {
        meter.leaving(System.nanoTime() - 50_000_000L);
        meter.flushed();
        long second = 1_000_000_000L;
        assertTrue(meter.read(0).maxNanos() > 0);
        assertTrue(meter.read(10 * second).maxNanos() > 0);
        assertTrue(meter.read(19 * second).maxNanos() > 0);
        meter.read(20 * second);
        LoopMeter.Reading late = meter.read(21 * second);
        assertEquals(0, late.maxNanos());
        assertEquals(1, late.delayedPackets());
    }

    @Test
    void shouldCountOnlyTimersThatAreMuchTooLate() {
        long dueNanos = -3_000_000L;
        meter.tick(dueNanos, dueNanos);
        meter.tick(dueNanos + 50_000_000L, dueNanos);
        assertEquals(0, meter.read(1).stalls());
        meter.tick(dueNanos + 50_000_001L, dueNanos);
        assertEquals(1, meter.read(2).stalls());
        meter.tick(3_600_000_000_000L, 3_600_000_000_000L);
        assertEquals(1, meter.read(3).stalls());
    }

    @Test
    void shouldAllocateNothingPerPacket() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        measure(200_000);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        measure(1_000_000);
        long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertTrue(after - before < 100_000, after - before + " bytes");
    }

    private void measure(int packets) {
        long readNanos = System.nanoTime();
        for (int i = 0; i < packets; i++) {
            meter.leaving(readNanos);
            if (i % 50 == 0) {
                meter.flushed();
            }
        }
    }
}
