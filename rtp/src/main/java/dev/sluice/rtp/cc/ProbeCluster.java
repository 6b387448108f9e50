package dev.sluice.rtp.cc;

/**
 * A short burst above the estimate that asks whether the path carries more.
 *
 * @param id tags its packets; never 0, which means "no probe"
 * @param bps the rate of sending
 * @param bytes at least this much
 * @param packets at least so many
 */
public record ProbeCluster(int id, long bps, int bytes, int packets, ProbeCause cause) {

    /** The cluster id of packets outside of any probe. */
    public static final int NONE = 0;
}
