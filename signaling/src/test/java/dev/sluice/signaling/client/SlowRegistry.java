package dev.sluice.signaling.client;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.locks.LockSupport;

/** A registry that holds up whoever records the estimate: the media loops, once a second each. */
final class SlowRegistry extends SimpleMeterRegistry {

    private volatile long holdNanos;

    /** 0: no more. */
    void hold(long nanos) {
        holdNanos = nanos;
    }

    @Override
    protected DistributionSummary newDistributionSummary(
            Meter.Id id, DistributionStatisticConfig config, double scale) {
        DistributionSummary real = super.newDistributionSummary(id, config, scale);
        return id.getName().equals("sluice.estimate") ? new Slow(real) : real;
    }

    private final class Slow implements DistributionSummary {

        private final DistributionSummary real;

        Slow(DistributionSummary real) {
            this.real = real;
        }

        @Override
        public void record(double amount) {
            long end = System.nanoTime() + holdNanos;
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            real.record(amount);
        }

        @Override
        public long count() {
            return real.count();
        }

        @Override
        public double totalAmount() {
            return real.totalAmount();
        }

        @Override
        public double max() {
            return real.max();
        }

        @Override
        public HistogramSnapshot takeSnapshot() {
            return real.takeSnapshot();
        }

        @Override
        public Meter.Id getId() {
            return real.getId();
        }
    }
}
