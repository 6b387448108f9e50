package dev.sluice.sfu.speaker;

/**
 * How much one participant speaks, over three spans of time (I. Volfin, I. Cohen, "Dominant speaker
 * identification for multipoint videoconferencing", 2012, section 3): a frame of 20 ms, a block of
 * 5 frames, and 10 blocks. The number of active subbands of a frame is taken from its audio level.
 */
final class SpeechActivity {

    static final long FRAME_NANOS = 20_000_000L;

    /**
     * Without a level for this long, a participant is silent: DTX, loss or mute. Levels come in
     * pieces of 100 ms, and late: what is missing for 40 ms more is not under way.
     */
    static final long IDLE_NANOS = 200_000_000L;

    private static final int SILENCE = 127;
    private static final int FRAMES_PER_BLOCK = 5;
    private static final int BLOCKS = 10;
    private static final int FRAMES = FRAMES_PER_BLOCK * BLOCKS;

    /** 127 dB in steps of 13. */
    private static final int SUBBANDS = 13;

    private static final int ACTIVE_SUBBANDS = 7;
    private static final int ACTIVE_FRAMES = 4;

    private static final double LEAST_SCORE = 1e-10;
    private static final double ACTIVE_PROBABILITY = 0.5;
    private static final double IMMEDIATE_LAMBDA = 0.78;
    private static final double MEDIUM_LAMBDA = 24;
    private static final double LONG_LAMBDA = 47;

    /** For loudness: how much of it is left after one frame; 100 ms to 1/e. */
    private static final double DECAY = Math.exp(-0.2);

    /** The same in digital silence, which is the end of what was said and no pause in it. */
    private static final double SILENT_DECAY = 0.3;

    /** Subbands by frame, the newest at {@link #newest}. */
    private final byte[] subbands = new byte[FRAMES];

    private int newest;
    private long lastNanos;
    private double energy;
    private double immediateScore = LEAST_SCORE;
    private double mediumScore = LEAST_SCORE;
    private double longScore = LEAST_SCORE;

    SpeechActivity(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** Takes a frame's level in -dBov, 0 the loudest, 127 silence (RFC 6464). */
    void level(long nowNanos, int level) {
        idle(nowNanos);
        push(Math.max(0, Math.min(SILENCE, level)));
        lastNanos = nowNanos;
    }

    /** Fills the time since the last level with silence, when it is long. */
    void idle(long nowNanos) {
        if (nowNanos - lastNanos <= IDLE_NANOS) {
            return;
        }
        long frames = Math.min(FRAMES, (nowNanos - lastNanos) / FRAME_NANOS);
        for (int i = 0; i < frames; i++) {
            push(SILENCE);
        }
        lastNanos = nowNanos;
    }

    private void push(int level) {
        newest = (newest + 1) % FRAMES;
        subbands[newest] = (byte) ((SILENCE - level) / SUBBANDS);
        if (level == SILENCE) {
            energy *= SILENT_DECAY;
        } else {
            energy = energy * DECAY + Math.pow(10, -level / 10.0) * (1 - DECAY);
        }
    }

    /** The power of the last 100 ms or so, 1 for full scale. */
    double energy() {
        return energy;
    }

    /** Works the scores out anew. */
    void evaluate(long nowNanos) {
        idle(nowNanos);
        int activeBlocks = 0;
        int latestBlock = 0;
        for (int block = 0; block < BLOCKS; block++) {
            int active = 0;
            for (int i = 0; i < FRAMES_PER_BLOCK; i++) {
                int frame = newest - block * FRAMES_PER_BLOCK - i;
                active += subbands[Math.floorMod(frame, FRAMES)] >= ACTIVE_SUBBANDS ? 1 : 0;
            }
            latestBlock = block == 0 ? active : latestBlock;
            activeBlocks += active >= ACTIVE_FRAMES ? 1 : 0;
        }
        immediateScore = score(subbands[newest], SUBBANDS, IMMEDIATE_LAMBDA);
        mediumScore = score(latestBlock, FRAMES_PER_BLOCK, MEDIUM_LAMBDA);
        longScore = score(activeBlocks, BLOCKS, LONG_LAMBDA);
    }

    /**
     * The likelihood ratio of {@code active} out of {@code all} units: binomial for speech, its
     * opposite exponential with {@code lambda}.
     */
    private static double score(int active, int all, double lambda) {
        double score =
                logBinomial(all, active)
                        + active * Math.log(ACTIVE_PROBABILITY)
                        + (all - active) * Math.log(1 - ACTIVE_PROBABILITY)
                        - Math.log(lambda)
                        + lambda * active;
        return Math.max(LEAST_SCORE, score);
    }

    private static double logBinomial(int all, int chosen) {
        double log = 0;
        for (int i = 1; i <= chosen; i++) {
            log += Math.log((double) (all - chosen + i) / i);
        }
        return log;
    }

    double immediateScore() {
        return immediateScore;
    }

    double mediumScore() {
        return mediumScore;
    }

    double longScore() {
        return longScore;
    }
}
