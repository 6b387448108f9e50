package dev.sluice.rtp.forward;

import dev.sluice.rtp.stream.MediaPacket;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends on one slot of a subscriber: picks what of a publication the slot carries, and rewrites it
 * into one unbroken stream, whatever layer or publication is behind it. One per slot for the slot's
 * life; owned by the subscriber's media loop.
 */
@SuppressWarnings("DoNotCallSuggester") // Signatures first; the bodies follow.
public final class SlotSender {

    /** A {@link #target} that sends nothing. */
    public static final int OFF = -1;

    /** A {@link #target} above any layer there is. */
    public static final int HIGHEST = 255;

    /** No encoding: {@link #wantedKeyframe} wants none. */
    public static final int NONE = -1;

    /**
     * @param random for the first sequence number and timestamp
     */
    public SlotSender(SlotConfig config, RandomGenerator random) {}

    /** Takes over what a renegotiation changed; the SSRCs stay those of the constructor. */
    public void configure(SlotConfig config) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** Changes what the slot carries; null for nothing. The outgoing stream goes on unbroken. */
    public void source(long nowNanos, @Nullable PublicationView publication) {
        throw new UnsupportedOperationException("not written yet");
    }

    /**
     * Says up to what the slot may carry; {@link #HIGHEST} for both at first. The old layer goes on
     * until the codec allows the switch. Where the wanted encoding is not being sent, the next
     * lower one that is takes its place, or else the lowest.
     *
     * @param layer the encoding of a simulcast, otherwise the spatial layer; or {@link #OFF}
     * @param temporal the temporal layer
     */
    public void target(long nowNanos, int layer, int temporal) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** One packet of the slot's publication, which its view had first. Writes 0, 1 or more. */
    public void onMedia(long nowNanos, MediaPacket packet, PacketOut out) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** One item of the subscriber's NACK about the slot's SSRC; see {@code RtcpHandler}. */
    public void onNack(long nowNanos, int sequence, int following, PacketOut out) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** The subscriber asked for a keyframe by PLI or FIR. */
    public void onKeyframeRequest(long nowNanos) {
        throw new UnsupportedOperationException("not written yet");
    }

    /**
     * The encoding of which the publisher should be asked for a keyframe now, or {@link #NONE}. To
     * be polled after every other call; repeats itself every 500 ms while the need lasts.
     */
    public int wantedKeyframe(long nowNanos) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** A report block of the subscriber about the slot's SSRC came: it knows the stream. */
    public void onReported() {
        throw new UnsupportedOperationException("not written yet");
    }

    /** The subscriber's round trip; 100 ms before the first call. */
    public void roundTrip(long roundTripNanos) {
        throw new UnsupportedOperationException("not written yet");
    }

    /**
     * Writes packets that carry nothing new, for a probe: retransmissions of the latest packets,
     * and where there are none, padding. Only with RTX negotiated.
     *
     * @return the bytes written, from 0 to {@code bytes} and at most one packet more
     */
    public int probe(long nowNanos, int bytes, PacketOut out) {
        throw new UnsupportedOperationException("not written yet");
    }

    /**
     * Fills in a sender report when one is due: once a second, and soon after a switch.
     *
     * @param ntpNanos now, in nanoseconds since 1900
     */
    public boolean senderReport(long nowNanos, long ntpNanos, SenderReport out) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** When {@link #senderReport} or {@link #wantedKeyframe} has news without another call. */
    public long nextDeadlineNanos() {
        throw new UnsupportedOperationException("not written yet");
    }

    /** The encoding or spatial layer carried now, or {@link #OFF}. */
    public int layer() {
        throw new UnsupportedOperationException("not written yet");
    }

    /** The temporal layer up to which the slot carries, or {@link #OFF}. */
    public int temporal() {
        throw new UnsupportedOperationException("not written yet");
    }
}
