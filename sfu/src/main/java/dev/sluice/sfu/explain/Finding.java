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
        /** Nothing gets through between the viewer and the server. */
        NO_PATH,
        /** The viewer's network lets no UDP through. */
        TCP_PATH,
        /** The link to the viewer loses packets. */
        LOSS_DOWN,
        /** The link to the viewer holds no more. */
        LINK_DOWN,
        /** The link of the publisher loses packets. */
        LOSS_UP,
        /** The link of the publisher holds no more. */
        LINK_UP,
        /** The publisher's device encodes no more. */
        PUBLISHER_CPU,
        /** The publisher stopped sending what was wanted, and did not say why. */
        SENDS_LESS,
        /** The publisher or a moderator muted it. */
        MUTED,
        /** The viewer did not offer to receive the codec. */
        UNDECODABLE,
        /** Nothing comes from the publisher. */
        NOTHING_SENT,
        /** A keyframe was asked for and does not come. */
        NO_KEYFRAME,
        /** The viewer asked for no more: a small tile, hidden, or saving. */
        ASKED_FOR_LESS,
        /** The viewer's device does not keep up with showing. */
        VIEWER_CPU,
        /** It stood still, says the viewer's client: what is seen, not why. */
        FREEZES,
        /** The server does not keep up. */
        SERVER_BUSY
    }
}
