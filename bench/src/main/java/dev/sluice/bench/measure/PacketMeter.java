package dev.sluice.bench.measure;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * All packets that the subscribers of a run receive, together. Written by the client's loops, read
 * by the run; nothing counts before {@link #start}.
 */
public final class PacketMeter {

    /** Delays above a minute count as a minute. */
    private static final long MAX_NANOS = 60_000_000_000L;

    private static final int DIGITS = 3;

    private final Recorder delays = new Recorder(MAX_NANOS, DIGITS);
    private final Histogram all = new Histogram(MAX_NANOS, DIGITS);
    private final LongAdder packets = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder authenticated = new LongAdder();
    private final LongAdder recovered = new LongAdder();
    private volatile boolean running;

    /** Counts from now. */
    public void start() {
        delays.reset();
        running = true;
    }

    public void stop() {
        running = false;
    }

    public boolean running() {
        return running;
    }

    /** A media packet came. */
    public void onPacket(int datagramBytes, boolean wasAuthenticated, boolean wasRecovered) {
        packets.increment();
        bytes.add(datagramBytes);
        if (wasAuthenticated) {
            authenticated.increment();
        }
        if (wasRecovered) {
            recovered.increment();
        }
    }

    /** A packet with a stamp came so long after it was sent. */
    public void onDelay(long nanos) {
        delays.recordValue(Math.min(MAX_NANOS, Math.max(0, nanos)));
    }

    /** The delays since the last call, which also go into {@link #delays}. */
    public Histogram takeDelays() {
        Histogram interval = delays.getIntervalHistogram();
        all.add(interval);
        return interval;
    }

    /** All delays taken so far, in nanoseconds. */
    public Histogram delays() {
        return all;
    }

    public long packets() {
        return packets.sum();
    }

    /** Of whole datagrams. */
    public long bytes() {
        return bytes.sum();
    }

    public long authenticated() {
        return authenticated.sum();
    }

    public long recovered() {
        return recovered.sum();
    }
}
