package dev.sluice.rtp.ext;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The RTP header extensions that Sluice reads or writes, by the URI that SDP's extmap attribute
 * names.
 */
public enum Extension {
    MID("urn:ietf:params:rtp-hdrext:sdes:mid"),
    RID("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    REPAIRED_RID("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
    TRANSPORT_CC("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
    ABS_SEND_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
    AUDIO_LEVEL("urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    DEPENDENCY_DESCRIPTOR(
            "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"),
    VIDEO_LAYERS_ALLOCATION(
            "http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00"),
    PLAYOUT_DELAY("http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"),
    ABS_CAPTURE_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"),
    VIDEO_ORIENTATION("urn:3gpp:video-orientation");

    /** How many extensions there are: {@link #index} is below it. */
    public static final int COUNT = values().length;

    private static final Map<String, Extension> BY_URI = new HashMap<>();

    static {
        for (Extension extension : values()) {
            BY_URI.put(extension.uri, extension);
        }
    }

    private final String uri;

    Extension(String uri) {
        this.uri = uri;
    }

    /** By which SDP names it (RFC 8285, section 5). */
    public String uri() {
        return uri;
    }

    /** A dense number for arrays by extension, meaningless outside this process. */
    @SuppressWarnings("EnumOrdinal") // An EnumMap of numbers would box on the packet path.
    public int index() {
        return ordinal();
    }

    /** The extension that {@code uri} names, or null when Sluice does not know it. */
    public static @Nullable Extension byUri(String uri) {
        return BY_URI.get(uri);
    }
}
