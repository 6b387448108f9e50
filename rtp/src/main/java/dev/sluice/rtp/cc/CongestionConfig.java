package dev.sluice.rtp.cc;

/**
 * The bounds of an estimate.
 *
 * @param minBps the estimate never falls below it, so that audio always goes out
 * @param startBps assumed until the first probe or feedback
 * @param maxBps never tried beyond
 */
public record CongestionConfig(long minBps, long startBps, long maxBps) {

    /** What servers use; docs/BANDWIDTH.md has the reasons. */
    public static final CongestionConfig DEFAULT =
            new CongestionConfig(50_000, 300_000, 50_000_000);

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException when they are not in order
     */
    public CongestionConfig {
        if (minBps <= 0 || startBps < minBps || maxBps < startBps) {
            throw new IllegalArgumentException(
                    "want 0 < minBps <= startBps <= maxBps, not "
                            + minBps
                            + ", "
                            + startBps
                            + ", "
                            + maxBps);
        }
    }
}
