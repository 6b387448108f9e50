package dev.sluice.signaling.client;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import java.util.List;

/**
 * What to publish.
 *
 * @param rids the layers of a simulcast, lowest first, at most 8 characters each; empty: one stream
 */
public record PublishOptions(Source source, Codec codec, List<String> rids) {

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException when the source and the codec are not of one kind
     */
    public PublishOptions {
        rids = List.copyOf(rids);
        boolean sound = source == Source.MICROPHONE || source == Source.SCREEN_AUDIO;
        if (sound != (codec.kind() == dev.sluice.rtp.codec.MediaKind.AUDIO)) {
            throw new IllegalArgumentException(source + " does not go with " + codec);
        }
    }

    /** One stream. */
    public static PublishOptions of(Source source, Codec codec) {
        return new PublishOptions(source, codec, List.of());
    }

    int encodings() {
        return Math.max(1, rids.size());
    }
}
