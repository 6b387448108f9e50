package dev.sluice.rtp.codec;

/** The codecs that Sluice forwards. Names are those of SDP's rtpmap attribute. */
public enum Codec {
    /** Opus (RFC 6716, RFC 7587). */
    OPUS("opus", MediaKind.AUDIO, 48_000),
    /** Redundant audio (RFC 2198), here always of Opus. */
    RED("red", MediaKind.AUDIO, 48_000),
    /** VP8 (RFC 6386, RFC 7741). */
    VP8("VP8", MediaKind.VIDEO, 90_000),
    /** VP9 (RFC 9628). */
    VP9("VP9", MediaKind.VIDEO, 90_000),
    /** H264 (RFC 6184). */
    H264("H264", MediaKind.VIDEO, 90_000),
    /** AV1 (AOMedia's RTP payload format). */
    AV1("AV1", MediaKind.VIDEO, 90_000);

    private final String encodingName;
    private final MediaKind kind;
    private final int clockRateHz;

    Codec(String encodingName, MediaKind kind, int clockRateHz) {
        this.encodingName = encodingName;
        this.kind = kind;
        this.clockRateHz = clockRateHz;
    }

    /** The encoding name in SDP (RFC 8866, section 6.6), compared without case. */
    public String encodingName() {
        return encodingName;
    }

    /** Audio or video. */
    public MediaKind kind() {
        return kind;
    }

    /** The RTP timestamp clock in Hz. */
    public int clockRateHz() {
        return clockRateHz;
    }
}
