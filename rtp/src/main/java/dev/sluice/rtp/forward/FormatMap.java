package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.Codec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Under which of a subscriber's payload types a publisher's formats go on. Of RED, the primary
 * block goes on as plain Opus where the subscriber lacks RED, or does not need it. Owned by a slot.
 */
final class FormatMap {

    private static final int TYPES = 128;

    private final @Nullable PayloadFormat[] byType = new @Nullable PayloadFormat[TYPES];
    private @Nullable PayloadFormat opus;
    private boolean withoutRedundancy;

    /**
     * Pairs each of {@code published} with the first of {@code taken} that decodes it.
     *
     * @return the first of {@code published} when none of them is decoded, else null
     */
    @Nullable PayloadFormat pair(List<PayloadFormat> published, List<PayloadFormat> taken) {
        Arrays.fill(byType, null);
        opus = first(taken, Codec.OPUS);
        boolean any = published.isEmpty();
        for (PayloadFormat format : published) {
            PayloadFormat match = null;
            for (PayloadFormat candidate : taken) {
                if (match == null && candidate.decodesLike(format)) {
                    match = candidate;
                }
            }
            if (match == null && format.codec() == Codec.RED) {
                match = opus;
            }
            byType[format.payloadType()] = match;
            any |= match != null;
        }
        return any ? null : published.get(0);
    }

    private static @Nullable PayloadFormat first(List<PayloadFormat> formats, Codec codec) {
        for (PayloadFormat format : formats) {
            if (format.codec() == codec) {
                return format;
            }
        }
        return null;
    }

    /** The subscriber's format for a packet of {@code payloadType}, or null: it cannot take it. */
    @Nullable PayloadFormat format(int payloadType) {
        PayloadFormat format = byType[payloadType];
        boolean strip = withoutRedundancy && format != null && format.codec() == Codec.RED;
        return strip && opus != null ? opus : format;
    }

    /** Whether RED is to go on as it is, where the subscriber takes it. */
    void redundancy(boolean wanted) {
        withoutRedundancy = !wanted;
    }

    /** The subscriber's type for Opus inside RED; 0 when it has none. */
    int opusType() {
        return opus == null ? 0 : opus.payloadType();
    }
}
