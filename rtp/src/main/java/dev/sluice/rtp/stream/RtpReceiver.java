package dev.sluice.rtp.stream;

import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.RtcpSink;
import java.util.List;

/**
 * All that a peer sends over one transport: tells its streams apart, restores what was lost and
 * reports back. Sans-I/O; owned by the transport's media loop.
 *
 * <p>It handles those facts of the peer's RTCP that concern what we receive (sender reports, XR,
 * BYE): hand it a whole compound through the parser, or delegate call by call from the transport's
 * own handler.
 */
@SuppressWarnings("DoNotCallSuggester") // Signatures first; the bodies follow.
public final class RtpReceiver implements RtcpHandler {

    /**
     * @param localSsrc names us in feedback, unsigned 32-bit
     * @param cname our canonical name, for compounds
     */
    public RtpReceiver(long localSsrc, String cname) {}

    /**
     * Says which sections the peer sends on from now. Streams of sections that stay go on
     * undisturbed; those of sections that are gone are forgotten.
     */
    public void configure(List<TrackConfig> tracks) {
        throw new UnsupportedOperationException("not written yet");
    }

    /**
     * Takes one RTP packet out of SRTP. Its bytes are changed in place (RTX is unwrapped); {@code
     * out} gets at most one media packet.
     */
    public void onRtp(long nowNanos, byte[] data, int offset, int length, MediaSink out) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** Takes one RTCP datagram out of SRTCP when nobody else needs to see it. */
    public void onRtcp(long nowNanos, byte[] data, int offset, int length) {
        throw new UnsupportedOperationException("not written yet");
    }

    /**
     * Asks the publisher for a keyframe of one encoding: sent by {@link #onTimeout}, at most one
     * per 500 ms and encoding, a request in between kept for the end of that time.
     */
    public void requestKeyframe(long nowNanos, String mid, int encoding) {
        throw new UnsupportedOperationException("not written yet");
    }

    /**
     * The round trip as the peer's report blocks about our own streams tell it; used where the peer
     * does not answer reference time reports.
     */
    public void onRoundTrip(long nowNanos, long roundTripNanos) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** Writes the feedback that is due; harmless when early or late. */
    public void onTimeout(long nowNanos, RtcpSink out) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** When {@link #onTimeout} has work, or {@link Long#MAX_VALUE}. */
    public long nextDeadlineNanos() {
        throw new UnsupportedOperationException("not written yet");
    }

    /** The best known round trip to the peer, in nanoseconds: 100 ms before any measurement. */
    public long roundTripNanos() {
        throw new UnsupportedOperationException("not written yet");
    }

    /** What each encoding received so far. Allocates: for statistics, not for the packet path. */
    public List<EncodingStats> stats(long nowNanos) {
        throw new UnsupportedOperationException("not written yet");
    }
}
