package dev.sluice.rtp.cc;

/**
 * Tells when the application sends so much less than the estimate that the estimate is no longer
 * tested: a budget fills at 80 % of the estimate and is spent by what is sent; at 40 % full the
 * phase starts, at 60 % overdrawn it ends.
 */
final class AlrDetector {

    private static final double USAGE = 0.80;
    private static final double START_LEVEL = 0.40;
    private static final double STOP_LEVEL = -0.60;
    private static final double WINDOW_SECONDS = 0.5;

    private double levelBytes;
    private long lastNanos = Long.MIN_VALUE;
    private boolean limited;

    void onSent(long nowNanos, int bytes, long targetBps) {
        double fullBytes = targetBps / 8.0 * USAGE * WINDOW_SECONDS;
        double seconds = lastNanos == Long.MIN_VALUE ? 0 : (nowNanos - lastNanos) / 1e9;
        lastNanos = nowNanos;
        levelBytes += targetBps / 8.0 * USAGE * seconds - bytes;
        levelBytes = Math.min(Math.max(levelBytes, -fullBytes), fullBytes);
        if (levelBytes > START_LEVEL * fullBytes) {
            limited = true;
        } else if (levelBytes < STOP_LEVEL * fullBytes) {
            limited = false;
        }
    }

    boolean applicationLimited() {
        return limited;
    }
}
