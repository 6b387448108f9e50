package dev.sluice.signaling.client.source;

import dev.sluice.rtp.codec.Codec;
import java.util.List;

/**
 * What a {@link VideoSource} makes.
 *
 * @param layers per simulcast layer, lowest first, the sizes of its frames
 * @param framesPerSecond of every layer
 * @param packetBytes of a full packet's payload
 * @param temporalLayers 1 to 3; more than 1 for VP8 only
 * @param stamp writes the end of each payload
 * @param offsetNanos when the first frame is due
 */
public record VideoConfig(
        Codec codec,
        List<FrameSizes> layers,
        int framesPerSecond,
        int packetBytes,
        VideoShape shape,
        int temporalLayers,
        PayloadStamp stamp,
        long offsetNanos) {

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException when the codec has not so many temporal layers
     */
    public VideoConfig {
        layers = List.copyOf(layers);
        if (temporalLayers < 1
                || temporalLayers > 3
                || (temporalLayers > 1 && codec != Codec.VP8)) {
            throw new IllegalArgumentException(
                    temporalLayers
                            + " temporal layers of "
                            + codec
                            + ": give 1, or up to 3 of VP8");
        }
    }
}
