package dev.sluice.sfu.tap;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.stream.MediaPacket;

/**
 * One packet of a publication, out of SRTP and RTX. Mutable, reused for the next packet. Valid on
 * the listener's thread, for the call.
 */
public final class TappedPacket {

    /** The {@link #captureNtpNanos} before the publisher told its clock. */
    public static final long NTP_UNKNOWN = MediaPacket.NTP_UNKNOWN;

    private static final int MAX_BYTES = 1_500;

    /** What the payload is in. */
    public Codec codec = Codec.OPUS;

    /** The RTP payload (descriptor included), from index 0. */
    public final byte[] payload = new byte[MAX_BYTES];

    /** How many bytes of {@link #payload} count. */
    public int payloadBytes;

    /** The sequence number continued without wraps. */
    public long index;

    /** The RTP timestamp, unsigned 32-bit, in units of the codec's clock. */
    public long timestamp;

    /** The RTP marker bit. */
    public boolean marker;

    /** The packet starts a frame. */
    public boolean frameStart;

    /** The packet ends a frame. */
    public boolean frameEnd;

    /** With {@link #frameStart}: the frame needs no earlier one. */
    public boolean keyframe;

    /** Monotonic time at which the packet came. */
    public long arrivalNanos;

    /**
     * When the media was captured by the publisher's clock, in nanoseconds since 1900, or {@link
     * #NTP_UNKNOWN}; one clock for all that a participant publishes.
     */
    public long captureNtpNanos;

    /** In -dBov: 0 the loudest, 127 silence, -1 when not told (RFC 6464). */
    public int audioLevel;

    /** The publisher's encoder takes it for voice (RFC 6464). */
    public boolean voice;

    void set(MediaPacket packet) {
        codec = packet.codec;
        payloadBytes = Math.min(packet.rtp.payloadBytes(), MAX_BYTES);
        System.arraycopy(packet.rtp.data(), packet.rtp.payloadOffset(), payload, 0, payloadBytes);
        index = packet.index;
        timestamp = packet.rtp.timestamp();
        marker = packet.rtp.marker();
        frameStart = packet.frame.frameStart;
        frameEnd = packet.frame.frameEnd;
        keyframe = packet.frame.keyframe;
        arrivalNanos = packet.arrivalNanos;
        captureNtpNanos = packet.ntpNanos;
        audioLevel = packet.audioLevel;
        voice = packet.voice;
    }

    TappedPacket copy() {
        TappedPacket copy = new TappedPacket();
        copy.codec = codec;
        System.arraycopy(payload, 0, copy.payload, 0, payloadBytes);
        copy.payloadBytes = payloadBytes;
        copy.index = index;
        copy.timestamp = timestamp;
        copy.marker = marker;
        copy.frameStart = frameStart;
        copy.frameEnd = frameEnd;
        copy.keyframe = keyframe;
        copy.arrivalNanos = arrivalNanos;
        copy.captureNtpNanos = captureNtpNanos;
        copy.audioLevel = audioLevel;
        copy.voice = voice;
        return copy;
    }
}
