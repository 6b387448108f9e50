package dev.sluice.sfu.alloc;

/** Why the allocator decided as it did. */
public enum DecisionCause {
    /** The budget holds it and the headroom above it. */
    HEADROOM,
    /** The queue on the path was too long. */
    GATED,
    /** The budget was below 60 % of what was sent. */
    DEEP_DEFICIT,
    /** The budget was below what was sent for 2.5 s. */
    LASTING_DEFICIT,
    /** The subscriber asked for it: size, frame rate, visibility, stage or mode. */
    DEMAND,
    /** The publisher's layers changed. */
    LAYERS_CHANGED,
    /** Even the lowest rung did not fit for 2 s. */
    TOO_LITTLE_FOR_VIDEO
}
