package dev.sluice.sfu.api;

import dev.sluice.sfu.api.RejectedException.Code;

/**
 * What a subscriber wants of a video publication, from how it shows it.
 *
 * @param visible false: nothing of it is sent, and its bandwidth goes to others
 * @param onStage it comes before the other tiles
 * @param maxHeight pixels that it fills: no layer higher than needed for so many; 1 to 65,535
 * @param maxFps frames per second that are of use; 1 to 240
 */
public record TrackSettings(boolean visible, boolean onStage, int maxHeight, double maxFps) {

    /** A visible tile without bounds: what holds until something else is asked for. */
    public static final TrackSettings DEFAULT = new TrackSettings(true, false, 65_535, 240);

    /**
     * Within its bounds.
     *
     * @throws RejectedException BAD_REQUEST naming the value that is out of bounds
     */
    public TrackSettings {
        if (maxHeight < 1 || maxHeight > 65_535) {
            throw new RejectedException(
                    Code.BAD_REQUEST, "maxHeight is " + maxHeight + ": give 1 to 65535 pixels");
        }
        if (!(maxFps >= 1 && maxFps <= 240)) {
            throw new RejectedException(
                    Code.BAD_REQUEST, "maxFps is " + maxFps + ": give 1 to 240 frames per second");
        }
    }
}
