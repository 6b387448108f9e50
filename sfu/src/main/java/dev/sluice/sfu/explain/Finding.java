package dev.sluice.sfu.explain;

import org.jspecify.annotations.Nullable;

/**
 * One reason why a picture is not better.
 *
 * @param publicationId which picture; null: all that this participant receives
 * @param sentence for people
 */
public record Finding(Cause cause, @Nullable String publicationId, String sentence) {

    /** What it comes from. */
    public enum Cause {
        NO_PATH,
        TCP_PATH,
        LOSS_DOWN,
        /** The link to the viewer holds no more. */
        LINK_DOWN,
        LOSS_UP,
        /** The publisher's device stopped sending what was wanted. */
        SENDS_LESS,
        MUTED,
        NOTHING_SENT,
        NO_KEYFRAME,
        /** The viewer asked for no more: a small tile, hidden, or saving. */
        ASKED_FOR_LESS,
        SERVER_BUSY
    }
}
