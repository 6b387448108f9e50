package dev.sluice.rtp.cc;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The sending of probe clusters, one after the other, each at its own rate. */
final class ProbeRun {

    private static final int MAX_WAITING = 4;
    private static final int MIN_PACKET_BYTES = 200;
    private static final int MAX_PACKET_BYTES = 1_200;
    private static final long ABANDON_NANOS = 200_000_000L;
    private static final long RETRY_NANOS = 5_000_000L;

    private final ArrayDeque<ProbeCluster> waiting = new ArrayDeque<>(MAX_WAITING);
    private @Nullable ProbeCluster cluster;
    private long startNanos;
    private long nextNanos;
    private long sentBytes;
    private int sentPackets;

    void add(long nowNanos, ProbeCluster next) {
        if (cluster == null) {
            begin(nowNanos, next);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(next);
        }
    }

    void abandon() {
        cluster = null;
        waiting.clear();
    }

    boolean running() {
        return cluster != null;
    }

    @Nullable ProbeCluster cluster() {
        return cluster;
    }

    int id() {
        return cluster == null ? ProbeCluster.NONE : cluster.id();
    }

    /** When its next packet is due. */
    long nextNanos() {
        return nextNanos;
    }

    /** The size that makes the cluster out of as many packets as it wants, at a low rate too. */
    int wantedBytes() {
        ProbeCluster running = cluster;
        if (running == null || sentPackets >= running.packets()) {
            return MAX_PACKET_BYTES;
        }
        long left = (running.bytes() - sentBytes) / (running.packets() - sentPackets);
        return (int) Math.min(Math.max(left, MIN_PACKET_BYTES), MAX_PACKET_BYTES);
    }

    boolean dueAt(long nowNanos) {
        return nextNanos <= nowNanos;
    }

    void onSent(long nowNanos, int bytes) {
        ProbeCluster running = cluster;
        if (running == null) {
            return;
        }
        if (sentPackets == 0) {
            startNanos = nowNanos;
        }
        sentPackets++;
        sentBytes += bytes;
        nextNanos = startNanos + (long) (sentBytes * 8e9 / running.bps());
        if (sentBytes >= running.bytes() && sentPackets >= running.packets()) {
            finish(nowNanos);
        }
    }

    /** There was nothing to send: try again soon, or give up. */
    void starve(long nowNanos) {
        if (nowNanos - startNanos > ABANDON_NANOS) {
            finish(nowNanos);
        } else {
            nextNanos = nowNanos + RETRY_NANOS;
        }
    }

    private void finish(long nowNanos) {
        cluster = null;
        ProbeCluster next = waiting.poll();
        if (next != null) {
            begin(nowNanos, next);
        }
    }

    private void begin(long nowNanos, ProbeCluster next) {
        cluster = next;
        startNanos = nowNanos;
        nextNanos = nowNanos;
        sentBytes = 0;
        sentPackets = 0;
    }
}
