package dev.sluice.rtp.stream;

/**
 * What one peer may make its receiver do and keep.
 *
 * @param sections on which it sends; more are an error
 * @param streams by SSRC; when there are more, the one that was silent longest goes
 * @param missing packets of one stream that are asked for at once; with more only a keyframe helps
 * @param tries how often it is asked for each
 * @param keyframeRequestNanos between keyframe requests to one encoding
 */
public record ReceiveLimits(
        int sections, int streams, int missing, int tries, long keyframeRequestNanos) {

    /** What fits a server that is open to the world. */
    public static final ReceiveLimits DEFAULT = new ReceiveLimits(128, 128, 1_000, 8, 500_000_000L);
}
