package dev.sluice.rtp.cc;

/**
 * Hears what the congestion controller decides, at the moment it does; never per packet. Must not
 * call back into the controller. Every method does nothing unless overridden.
 */
public interface CongestionListener {

    /** Hears nothing. */
    CongestionListener NONE = new CongestionListener() {};

    /** The estimate moved by 5 % or more, or for another cause than before. */
    default void onEstimate(long nowNanos, long targetBps, EstimateCause cause) {}

    /** The gate closed (queue too long) or opened again. */
    default void onGate(long nowNanos, boolean closed, long queueDelayNanos, long budgetBps) {}

    /** A probe begins. */
    default void onProbe(long nowNanos, ProbeCluster cluster) {}

    /**
     * A probe came to its end.
     *
     * @param measuredBps what got through, 0 when the probe told nothing
     * @param loss the share of its packets that were lost, 0 to 1
     */
    default void onProbeResult(
            long nowNanos, ProbeCluster cluster, long measuredBps, double loss) {}
}
