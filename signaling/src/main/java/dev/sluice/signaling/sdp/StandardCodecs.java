package dev.sluice.signaling.sdp;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.List;
import java.util.Map;

/** The payload types and extension ids of our offers, the same in every section. */
public final class StandardCodecs {

    private static final int FIRST_VIDEO_TYPE = 96;
    private static final int OPUS_TYPE = 111;
    private static final int RED_TYPE = 63;

    private static final Map<Extension, Integer> AUDIO_EXTENSIONS =
            Map.of(
                    Extension.MID, 1,
                    Extension.ABS_SEND_TIME, 2,
                    Extension.TRANSPORT_CC, 3,
                    Extension.AUDIO_LEVEL, 4);

    private static final Map<Extension, Integer> VIDEO_EXTENSIONS =
            Map.of(
                    Extension.MID, 1,
                    Extension.ABS_SEND_TIME, 2,
                    Extension.TRANSPORT_CC, 3,
                    Extension.RID, 5,
                    Extension.REPAIRED_RID, 6,
                    Extension.DEPENDENCY_DESCRIPTOR, 7);

    private static final List<NegotiatedCodec> VIDEO =
            List.of(
                    video(Codec.VP8, 0, ""),
                    video(Codec.VP9, 1, "profile-id=0"),
                    video(
                            Codec.H264,
                            2,
                            "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
                    video(Codec.AV1, 3, ""));

    private StandardCodecs() {}

    /** Header extensions by id, the same in every section of a kind. */
    public static Map<Extension, Integer> extensions(MediaKind kind) {
        return kind == MediaKind.AUDIO ? AUDIO_EXTENSIONS : VIDEO_EXTENSIONS;
    }

    /** Every codec that is received, the preferred first. */
    public static List<NegotiatedCodec> all(MediaKind kind) {
        return kind == MediaKind.AUDIO ? List.of(opus(), red()) : VIDEO;
    }

    /** What a section offers that sends {@code codec}; the first is the one it sends. */
    public static List<NegotiatedCodec> sending(Codec codec) {
        return switch (codec) {
            case OPUS -> List.of(opus());
            case RED -> List.of(red(), opus());
            default -> VIDEO.stream().filter(c -> c.codec() == codec).toList();
        };
    }

    /**
     * A section for an offer of the server's.
     *
     * @param remoteSends the peer is to publish on it
     * @param remoteReceives the peer is to receive on it
     */
    public static MediaSection section(
            String mid, MediaKind kind, boolean remoteSends, boolean remoteReceives) {
        return new MediaSection(
                mid,
                kind,
                remoteSends,
                remoteReceives,
                all(kind),
                extensions(kind),
                List.of(),
                List.of(),
                false);
    }

    private static NegotiatedCodec opus() {
        return new NegotiatedCodec(
                Codec.OPUS,
                OPUS_TYPE,
                NegotiatedCodec.NO_RTX,
                "minptime=10;useinbandfec=1",
                false,
                false,
                false,
                true,
                false);
    }

    private static NegotiatedCodec red() {
        return new NegotiatedCodec(
                Codec.RED,
                RED_TYPE,
                NegotiatedCodec.NO_RTX,
                OPUS_TYPE + "/" + OPUS_TYPE,
                false,
                false,
                false,
                true,
                false);
    }

    private static NegotiatedCodec video(Codec codec, int place, String parameters) {
        int type = FIRST_VIDEO_TYPE + 2 * place;
        return new NegotiatedCodec(
                codec, type, type + 1, parameters, true, true, true, true, false);
    }
}
