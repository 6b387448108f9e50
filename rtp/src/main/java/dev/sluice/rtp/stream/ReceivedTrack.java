package dev.sluice.rtp.stream;

import org.jspecify.annotations.Nullable;

/** One section on which the peer sends, with its encodings. Owned by the transport's loop. */
final class ReceivedTrack {

    final TrackConfig config;
    final ReceivedEncoding[] encodings;
    private final TrackConfig.@Nullable Format[] mediaFormats =
            new TrackConfig.@Nullable Format[128];
    private final TrackConfig.@Nullable Format[] rtxFormats = new TrackConfig.@Nullable Format[128];

    /** Takes over the encodings of {@code before} when they are still the same. */
    ReceivedTrack(TrackConfig config, @Nullable ReceivedTrack before, ReceiveLimits limits) {
        this.config = config;
        for (TrackConfig.Format format : config.formats()) {
            mediaFormats[format.payloadType() & 0x7F] = format;
            if (format.rtxPayloadType() != TrackConfig.Format.NO_RTX) {
                rtxFormats[format.rtxPayloadType() & 0x7F] = format;
            }
        }
        if (before != null
                && before.config.kind() == config.kind()
                && before.config.rids().equals(config.rids())) {
            encodings = before.encodings;
        } else {
            encodings = new ReceivedEncoding[config.encodings()];
            for (int i = 0; i < encodings.length; i++) {
                encodings[i] = new ReceivedEncoding(config.mid(), i, limits);
            }
        }
        for (ReceivedEncoding encoding : encodings) {
            encoding.track = this;
        }
    }

    /** The format of media packets with this payload type, or null. */
    TrackConfig.@Nullable Format mediaFormat(int payloadType) {
        return mediaFormats[payloadType];
    }

    /** The format whose retransmissions have this payload type, or null. */
    TrackConfig.@Nullable Format rtxFormat(int payloadType) {
        return rtxFormats[payloadType];
    }

    boolean knows(int payloadType) {
        return mediaFormats[payloadType] != null || rtxFormats[payloadType] != null;
    }
}
