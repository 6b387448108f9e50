package dev.sluice.sfu.quality;

import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.Quality.Level;

/**
 * Scores a connection from its loss, delay, jitter and missing video, and tells when the level is
 * worth announcing: a worse one at once, a better one when it has lasted. Owned by the transport's
 * loop.
 *
 * <p>The sound's MOS is the E-model (ITU-T G.107) with its defaults: R = 93.2 - delay impairment -
 * 2.5 per cent of loss. The score is that MOS spread over 0 to 10, times the share of the wanted
 * video that is sent.
 */
public final class QualityMeter {

    private static final double BEST_R = 93.2;
    private static final double LOSS_WEIGHT = 2.5;
    private static final double CODEC_MILLIS = 10;
    private static final double BEST_MOS = 4.4;
    private static final double EXCELLENT = 8;
    private static final double GOOD = 5;

    /**
     * Video that is missing in part costs less than its share: a lower layer is still a picture.
     */
    private static final double MISSING_WEIGHT = 0.6;

    private static final long BETTER_AFTER_NANOS = 4_000_000_000L;

    private Level announced = Level.EXCELLENT;
    private long betterSince = Long.MAX_VALUE;

    /**
     * What was measured in the last interval, the worse of both directions where there are two.
     *
     * @param roundTripMillis to the participant and back
     * @param jitterMillis of arrival
     * @param lossFraction 0 to 1: from the participant what repair did not heal, towards it all
     *     that was lost, since a server does not see what was made of it
     * @param sentShare of the video bits that the participant wants and the publishers send, 0 to 1
     */
    public record Measures(
            double roundTripMillis, double jitterMillis, double lossFraction, double sentShare) {}

    /** Scores an interval. */
    public static Quality score(Measures measures) {
        double delay = measures.roundTripMillis() / 2 + 2 * measures.jitterMillis() + CODEC_MILLIS;
        double impairment = delay < 160 ? delay / 40 : (delay - 120) / 10;
        double r = Math.max(0, BEST_R - impairment - LOSS_WEIGHT * 100 * measures.lossFraction());
        double mos =
                Math.max(1, Math.min(BEST_MOS, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r)));
        double sound = 10 * (mos - 1) / (BEST_MOS - 1);
        double score = sound * (1 - MISSING_WEIGHT * (1 - measures.sentShare()));
        Level level =
                score >= EXCELLENT ? Level.EXCELLENT : score >= GOOD ? Level.GOOD : Level.POOR;
        return new Quality(level, score, mos);
    }

    /** The quality of a connection without a sign of life. */
    public static Quality lost() {
        return new Quality(Level.LOST, 0, 1);
    }

    /** Whether {@code quality} is to be announced now. */
    public boolean news(long nowNanos, Quality quality) {
        if (quality.level() == announced) {
            betterSince = Long.MAX_VALUE;
            return false;
        }
        boolean worse = quality.level().compareTo(announced) > 0;
        if (!worse && betterSince == Long.MAX_VALUE) {
            betterSince = nowNanos;
        }
        if (!worse && nowNanos - betterSince < BETTER_AFTER_NANOS) {
            return false;
        }
        announced = quality.level();
        betterSince = Long.MAX_VALUE;
        return true;
    }
}
