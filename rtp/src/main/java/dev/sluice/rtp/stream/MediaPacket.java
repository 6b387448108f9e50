package dev.sluice.rtp.stream;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.FrameInfo;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;

/**
 * One packet of a publication after ingest: new (never a duplicate), out of its RTX wrapping, with
 * all that was learnt about it. Mutable and reused for the next packet; owned by the publisher's
 * media loop; borrowed for the call that hands it on.
 */
public final class MediaPacket {

    /** {@link #ntpNanos} before the encoding's first sender report. */
    public static final long NTP_UNKNOWN = Long.MIN_VALUE;

    /** The packet with its media SSRC, payload type and sequence number. */
    public final RtpPacket rtp = new RtpPacket();

    /** The header extensions of {@link #rtp}, under the publisher's ids. */
    public final HeaderExtensions extensions = new HeaderExtensions();

    /** What the codec says about the packet; meaningless for an empty payload. */
    public final FrameInfo frame = new FrameInfo();

    /** The section on which the packet came. */
    public String mid = "";

    /** The simulcast encoding: 0 for the first rid in {@link TrackConfig#rids}, or without rids. */
    public int encoding;

    /** What the payload is in. */
    public Codec codec = Codec.OPUS;

    /**
     * The sequence number continued without wraps, per encoding; its low 16 bits are the sequence
     * number. Strictly increasing but for late and recovered packets.
     */
    public long index;

    /** When the socket gave the packet, in monotonic nanoseconds. */
    public long arrivalNanos;

    /**
     * The capture time of the packet's timestamp on the publisher's clock, in nanoseconds since
     * 1900, by the encoding's latest sender report; the same clock for audio and video of one
     * participant. {@link #NTP_UNKNOWN} before the first report.
     */
    public long ntpNanos = NTP_UNKNOWN;

    /** The packet came as a retransmission (RFC 4588). */
    public boolean recovered;

    /** The audio level in -dBov, 0 the loudest, 127 silence; -1 when not told (RFC 6464). */
    public int audioLevel = HeaderExtensions.ABSENT;

    /** The publisher's encoder takes the packet for voice (RFC 6464). */
    public boolean voice;

    /**
     * Becomes a copy of {@code other} whose bytes are put into {@code arena} at {@code offset}.
     * {@link #extensions} is left to be parsed by whoever needs it.
     */
    public void copyFrom(MediaPacket other, byte[] arena, int offset) {
        System.arraycopy(other.rtp.data(), other.rtp.offset(), arena, offset, other.rtp.length());
        rtp.parse(arena, offset, other.rtp.length());
        frame.copyFrom(other.frame);
        mid = other.mid;
        encoding = other.encoding;
        codec = other.codec;
        index = other.index;
        arrivalNanos = other.arrivalNanos;
        ntpNanos = other.ntpNanos;
        recovered = other.recovered;
        audioLevel = other.audioLevel;
        voice = other.voice;
    }
}
