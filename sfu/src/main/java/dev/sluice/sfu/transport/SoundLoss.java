package dev.sluice.sfu.transport;

/**
 * What the loss on the way to a subscriber means for its sound: whether it comes with its
 * redundancy, and whether samples of it are enough to know the path by. One lost sample is no proof
 * of a lossy path, but a reason to look at every packet. Owned by the transport's loop.
 */
final class SoundLoss {

    /** From this share of lost packets on one hears it. */
    private static final double LOSSY = 0.01;

    private static final long LASTS_NANOS = 20_000_000_000L;

    /** Until so long after the last sample, the loss is still that of samples. */
    private static final long UNSURE_NANOS = 2_000_000_000L;

    /** A queue from which on each packet's delay is of interest. */
    private static final long CALM_QUEUE_NANOS = 20_000_000L;

    private boolean lossy;
    private boolean calm;
    private long lossyNanos;
    private long troubledNanos = Long.MIN_VALUE;
    private long sampledNanos = Long.MIN_VALUE;

    /**
     * After every feedback.
     *
     * @param loss the share of packets lost lately, 0 to 1
     * @param queueNanos what packets wait on the path
     * @param sampled whether only samples of the sound are reported on
     */
    void update(long nowNanos, double loss, long queueNanos, boolean sampled) {
        if (sampled) {
            sampledNanos = nowNanos;
        }
        if (loss >= LOSSY) {
            troubledNanos = nowNanos;
            if (!within(nowNanos, sampledNanos, UNSURE_NANOS)) {
                lossy = true;
                lossyNanos = nowNanos;
            }
        }
        lossy = lossy && within(nowNanos, lossyNanos, LASTS_NANOS);
        calm = queueNanos < CALM_QUEUE_NANOS && !within(nowNanos, troubledNanos, LASTS_NANOS);
    }

    /** Whether what was lost in the last 20 s is worth a redundant sound. */
    boolean lossy() {
        return lossy;
    }

    /** Whether nothing was lost in the last 20 s, and nothing waits on the path. */
    boolean calm() {
        return calm;
    }

    private static boolean within(long nowNanos, long sinceNanos, long nanos) {
        return sinceNanos != Long.MIN_VALUE && nowNanos - sinceNanos <= nanos;
    }
}
