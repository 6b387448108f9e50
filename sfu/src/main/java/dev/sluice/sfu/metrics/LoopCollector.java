package dev.sluice.sfu.metrics;

import dev.sluice.sfu.forward.LoopLinks;
import dev.sluice.sfu.jfr.DropEvent;
import dev.sluice.sfu.net.LoopMeter;
import dev.sluice.sfu.net.MediaLoop;
import dev.sluice.sfu.transport.LoopResources;
import dev.sluice.sfu.transport.LoopTotals;
import dev.sluice.sfu.transport.Measure;
import dev.sluice.sfu.transport.TransportObserver;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Reads one loop once a second, on that loop, and leaves what it read for any thread. So the packet
 * path counts in plain fields.
 */
final class LoopCollector implements Runnable {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int LATELY = 10;
    private static final Measure[] MEASURES = Measure.values();

    private final MediaLoop loop;
    private final LoopLinks links;
    private final LoopTotals totals;
    private final TransportObserver observer;

    /** How many stalls there were in all, at each of the last readings. */
    private final ArrayDeque<Long> stalls = new ArrayDeque<>();

    private volatile LoopReading reading;

    LoopCollector(MediaLoop loop, LoopResources resources, TransportObserver observer) {
        this.loop = loop;
        this.links = resources.links();
        this.totals = resources.totals();
        this.observer = observer;
        this.reading = LoopReading.first(System.nanoTime());
    }

    void start() {
        var unused =
                loop.eventLoop().scheduleAtFixedRate(this, 0, PERIOD_NANOS, TimeUnit.NANOSECONDS);
    }

    int index() {
        return loop.index();
    }

    /** Any thread. */
    LoopReading reading() {
        return reading;
    }

    @Override
    public void run() {
        long nowNanos = System.nanoTime();
        LoopReading before = reading;
        LoopMeter.Reading meter = loop.meter().read(nowNanos);
        long[] counts = totals.collect(nowNanos, loop, meter, links.dropped(), observer);
        long wallNanos = Math.max(1, nowNanos - before.atNanos());
        long cpuNanos = before.meter().cpuNanos() == 0 ? 0 : meter.cpuNanos();
        double busy =
                Math.min(1, Math.max(0, cpuNanos - before.meter().cpuNanos()) / (double) wallNanos);
        stalls.addLast(meter.stalls());
        long stallsBefore = stalls.size() > LATELY ? stalls.removeFirst() : 0;
        reading =
                new LoopReading(
                        nowNanos,
                        counts,
                        meter,
                        busy,
                        meter.stalls() - stallsBefore,
                        totals.transports());
        recordDrops(before.counts(), counts);
    }

    private void recordDrops(long[] before, long[] now) {
        for (Measure measure : MEASURES) {
            long dropped = now[measure.index()] - before[measure.index()];
            if (dropped > 0 && measure.family() == Measure.Family.DROPS) {
                new DropEvent(loop.index(), measure.value(), dropped).commit();
            }
        }
    }
}
