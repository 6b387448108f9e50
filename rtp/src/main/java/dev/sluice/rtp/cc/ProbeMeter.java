package dev.sluice.rtp.cc;

import org.jspecify.annotations.Nullable;

/** Measures one probe cluster: how fast it was sent, how fast it arrived, how much was lost. */
final class ProbeMeter {

    private static final double ENOUGH = 0.6;
    private static final double SATURATED = 0.9;

    /** A saturated path is not filled to the brim. */
    static final double SATURATED_SHARE = 0.95;

    private static final double MAX_COMPRESSION = 2.0;
    private static final long MAX_SPAN_NANOS = 1_000_000_000L;

    /** A full path lets packets through evenly; these came so much closer together at once. */
    private static final double UNEVEN = 1.8;

    /** Over so long a probe, delays that come and go change little. */
    private static final long LONG_NANOS = 45_000_000L;

    /** Of arrival times in feedback. */
    private static final double RESOLUTION_NANOS = 250_000;

    private @Nullable ProbeCluster cluster;
    private long startedNanos;
    private int sentPackets;
    private long sentBytes;
    private int lostPackets;
    private int receivedPackets;
    private long receivedBytes;
    private long firstSent;
    private long lastSent;
    private int lastSentBytes;
    private long firstArrival;
    private int firstArrivalBytes;
    private long lastArrival;
    private double peakBps;

    void start(long nowNanos, ProbeCluster next) {
        cluster = next;
        startedNanos = nowNanos;
        sentPackets = 0;
        sentBytes = 0;
        lostPackets = 0;
        receivedPackets = 0;
        receivedBytes = 0;
        firstSent = Long.MAX_VALUE;
        lastSent = Long.MIN_VALUE;
        firstArrival = Long.MAX_VALUE;
        lastArrival = Long.MIN_VALUE;
        peakBps = 0;
    }

    void stop() {
        cluster = null;
    }

    @Nullable ProbeCluster cluster() {
        return cluster;
    }

    long startedNanos() {
        return startedNanos;
    }

    boolean measures(int clusterId) {
        return cluster != null && cluster.id() == clusterId;
    }

    void onSent(int bytes) {
        sentPackets++;
        sentBytes += bytes;
    }

    void onLost() {
        lostPackets++;
    }

    void onReceived(long sentNanos, long arrivalNanos, int bytes) {
        if (receivedPackets > 0) {
            double gap = Math.max(0, arrivalNanos - lastArrival) + RESOLUTION_NANOS;
            peakBps = Math.max(peakBps, bytes * 8e9 / gap);
        }
        receivedPackets++;
        receivedBytes += bytes;
        if (sentNanos < firstSent) {
            firstSent = sentNanos;
        }
        if (sentNanos >= lastSent) {
            lastSent = sentNanos;
            lastSentBytes = bytes;
        }
        if (arrivalNanos < firstArrival) {
            firstArrival = arrivalNanos;
            firstArrivalBytes = bytes;
        }
        lastArrival = Math.max(lastArrival, arrivalNanos);
    }

    /** Whether all of the cluster was sent and the fate of every packet is known. */
    boolean resolved() {
        ProbeCluster of = cluster;
        return of != null
                && sentPackets >= of.packets()
                && sentBytes >= of.bytes()
                && receivedPackets + lostPackets >= sentPackets;
    }

    /** The share of its packets that were lost, 0 to 1. */
    double loss() {
        int known = receivedPackets + lostPackets;
        return known == 0 ? 0 : (double) lostPackets / known;
    }

    /** Whether it arrived more slowly than it was sent. */
    boolean saturated() {
        return arrivalBps() < SATURATED * sendBps();
    }

    /** Whether delays that come and go slowed it down or spread it, not only a full path. */
    boolean uneven() {
        return peakBps > UNEVEN * arrivalBps();
    }

    /** Whether it was so short that such delays may have made the answer. */
    boolean uncertain() {
        return uneven() && lastSent - firstSent < LONG_NANOS;
    }

    /** What the path carried, in bits per second; 0 when too little arrived to tell. */
    long measuredBps() {
        ProbeCluster of = cluster;
        if (of == null
                || receivedPackets < ENOUGH * of.packets()
                || receivedBytes < ENOUGH * of.bytes()
                || lastSent - firstSent > MAX_SPAN_NANOS) {
            return 0;
        }
        double send = sendBps();
        double arrival = arrivalBps();
        if (send <= 0 || arrival <= 0 || arrival > MAX_COMPRESSION * send) {
            return 0;
        }
        return Math.round(saturated() ? SATURATED_SHARE * arrival : Math.min(send, arrival));
    }

    private double sendBps() {
        long span = lastSent - firstSent;
        return span <= 0 ? 0 : (receivedBytes - lastSentBytes) * 8e9 / span;
    }

    private double arrivalBps() {
        long span = lastArrival - firstArrival;
        return span <= 0 ? 0 : (receivedBytes - firstArrivalBytes) * 8e9 / span;
    }
}
