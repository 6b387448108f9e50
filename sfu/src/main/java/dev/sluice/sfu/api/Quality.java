package dev.sluice.sfu.api;

/**
 * How good a participant's call is, from what the server measures on its connection; the formula
 * stands in docs/BANDWIDTH.md.
 *
 * @param score 0 (nothing comes through) to 10
 * @param mos what people would say of the sound, 1 (bad) to 5 (excellent), as ITU-T G.107 estimates
 *     it
 */
public record Quality(Level level, double score, double mos) {

    /** For a signal meter. */
    public enum Level {
        /** Nothing to notice. */
        EXCELLENT,
        /** Something to notice, nothing that disturbs. */
        GOOD,
        /** It disturbs the call. */
        POOR,
        /** No packet for seconds. */
        LOST
    }
}
