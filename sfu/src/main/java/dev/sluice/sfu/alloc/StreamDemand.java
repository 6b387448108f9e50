package dev.sluice.sfu.alloc;

/**
 * What a subscriber wants of a stream.
 *
 * @param visible false: nothing at all is sent
 * @param onStage comes before the other tiles
 * @param maxHeight no layer higher than needed to fill so many pixels
 * @param maxFps no temporal layer beyond it
 */
public record StreamDemand(boolean visible, boolean onStage, int maxHeight, double maxFps) {

    /** A visible tile without bounds. */
    public static final StreamDemand TILE =
            new StreamDemand(true, false, Integer.MAX_VALUE, Double.MAX_VALUE);

    /** On stage, without bounds. */
    public static final StreamDemand STAGE =
            new StreamDemand(true, true, Integer.MAX_VALUE, Double.MAX_VALUE);

    /** Not to be sent. */
    public static final StreamDemand HIDDEN = new StreamDemand(false, false, 0, 0);
}
