package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.Codec;

/**
 * A payload format that one side of a session negotiated. Formats of a publisher and a subscriber
 * are paired by codec and parameters, since their payload types differ.
 *
 * @param payloadType 0 to 127
 * @param rtxPayloadType the format of its retransmissions (RFC 4588), or {@link #NO_RTX}
 * @param parameters the fmtp value, empty without one; of it only what tells decoders apart counts
 */
public record PayloadFormat(Codec codec, int payloadType, int rtxPayloadType, String parameters) {

    /** The {@code rtxPayloadType} of a format without retransmission. */
    public static final int NO_RTX = -1;

    /** Whether a decoder of {@code other} decodes this format too. */
    public boolean decodesLike(PayloadFormat other) {
        return codec == other.codec && variant().equals(other.variant());
    }

    /**
     * What tells apart formats of one codec: H264 profile and packetization mode (RFC 6184), VP9
     * and AV1 profile; absent ones have the default of the payload specification.
     */
    private String variant() {
        return switch (codec) {
            case H264 -> h264Profile() + "/" + parameter("packetization-mode", "0");
            case VP9 -> parameter("profile-id", "0");
            case AV1 -> parameter("profile", "0");
            case VP8, OPUS, RED -> "";
        };
    }

    /** profile_idc and, for Baseline, whether it is constrained (RFC 6184, section 8.1). */
    private String h264Profile() {
        String level = parameter("profile-level-id", "420010").toLowerCase(java.util.Locale.ROOT);
        if (level.length() != 6 || !level.startsWith("42")) {
            return level.substring(0, Math.min(2, level.length()));
        }
        int constraint = Character.digit(level.charAt(2), 16);
        return (constraint & 0x4) != 0 ? "42c" : "42";
    }

    private String parameter(String name, String otherwise) {
        for (String part : parameters.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).trim().equalsIgnoreCase(name)) {
                return part.substring(equals + 1).trim();
            }
        }
        return otherwise;
    }
}
