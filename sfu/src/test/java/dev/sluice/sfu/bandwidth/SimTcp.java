package dev.sluice.sfu.bandwidth;

import dev.sluice.mediacore.sim.SimClock;
import dev.sluice.rtp.cc.PacketKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * A TCP download: slow start, CUBIC (RFC 9438) in congestion avoidance, selective acknowledgement
 * with a threshold of three, one reduction per round trip, retransmission timeout.
 */
final class SimTcp implements SimPacket.Owner {

    private static final int SEGMENT_BYTES = 1_500;
    private static final int ACK_BYTES = 60;
    private static final double CUBIC_C = 0.4;
    private static final double CUBIC_BETA = 0.7;
    private static final double START_WINDOW = 10;
    private static final long MIN_TIMEOUT_NANOS = 300_000_000L;

    private final SimClock clock;
    private final Bottleneck link;
    private final long delayNanos;
    private final ArrayDeque<SimPacket> outstanding = new ArrayDeque<>();

    private long segmentsLeft;
    private long nextId;
    private long recoverUntilId;
    private double window = START_WINDOW;
    private double slowStartThreshold = Double.MAX_VALUE;
    private double windowAtLoss;
    private long epochNanos = Long.MIN_VALUE;
    private double rttSeconds = 0.1;
    private long lastProgress;
    private boolean stopped;

    SimTcp(Bottleneck link, Duration delay, long bytes) {
        this.clock = link.clock;
        this.link = link;
        this.delayNanos = delay.toNanos();
        this.segmentsLeft = Math.max(1, bytes / SEGMENT_BYTES);
    }

    void start() {
        lastProgress = clock.nowNanos();
        clock.every(Duration.ofMillis(50), this::onTimer);
        pump(clock.nowNanos());
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void onArrival(long nowNanos, SimPacket packet) {
        clock.at(
                nowNanos + delayNanos,
                now ->
                        link.reverse.send(
                                ACK_BYTES,
                                new SimPacket(
                                        (at, ack) ->
                                                clock.at(
                                                        at + delayNanos,
                                                        then -> onAck(then, packet)),
                                        ACK_BYTES,
                                        PacketKind.AUDIO)));
    }

    private void pump(long now) {
        while (!stopped && segmentsLeft > 0 && outstanding.size() < window) {
            segmentsLeft--;
            SimPacket packet = new SimPacket(this, SEGMENT_BYTES, PacketKind.UPPER);
            packet.sequence = nextId++;
            packet.sentNanos = now;
            outstanding.addLast(packet);
            link.forward.send(SEGMENT_BYTES, packet);
        }
    }

    private void onAck(long now, SimPacket acked) {
        if (!outstanding.remove(acked)) {
            return;
        }
        lastProgress = now;
        rttSeconds += ((now - acked.sentNanos) / 1e9 - rttSeconds) / 8;
        boolean lost = false;
        for (Iterator<SimPacket> oldest = outstanding.iterator(); oldest.hasNext(); ) {
            SimPacket packet = oldest.next();
            if (packet.sequence + 3 > acked.sequence) {
                break;
            }
            oldest.remove();
            segmentsLeft++;
            lost |= packet.sequence >= recoverUntilId;
        }
        if (lost) {
            recoverUntilId = nextId;
            reduce(now);
        } else {
            grow(now);
        }
        pump(now);
    }

    private void grow(long now) {
        if (window < slowStartThreshold) {
            window += 1;
            return;
        }
        if (epochNanos == Long.MIN_VALUE) {
            epochNanos = now;
        }
        double k = Math.cbrt(windowAtLoss * (1 - CUBIC_BETA) / CUBIC_C);
        double t = (now - epochNanos) / 1e9 + rttSeconds - k;
        double wanted = CUBIC_C * t * t * t + windowAtLoss;
        window += Math.min(Math.max((wanted - window) / window, 0.01 / window), 0.5);
    }

    private void reduce(long now) {
        windowAtLoss = window;
        window = Math.max(2, window * CUBIC_BETA);
        slowStartThreshold = window;
        epochNanos = now;
    }

    private void onTimer(long now) {
        long timeout = Math.max(MIN_TIMEOUT_NANOS, (long) (2 * rttSeconds * 1e9));
        if (!outstanding.isEmpty() && now - lastProgress > timeout) {
            segmentsLeft += outstanding.size();
            outstanding.clear();
            recoverUntilId = nextId;
            windowAtLoss = window;
            slowStartThreshold = Math.max(2, window / 2);
            window = 1;
            epochNanos = Long.MIN_VALUE;
            lastProgress = now;
            pump(now);
        }
    }
}
