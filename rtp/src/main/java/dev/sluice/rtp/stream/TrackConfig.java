package dev.sluice.rtp.stream;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import java.util.List;
import java.util.Map;

/**
 * What was negotiated for one section on which the peer sends. Immutable.
 *
 * @param mid unique in the transport
 * @param formats the payload formats that the peer may send, without RTX formats of their own
 * @param extensions ids are 1 to 255; those of one transport must agree (RFC 9143, section 9.1)
 * @param rids of a simulcast sender, the lowest layer first; empty without simulcast
 * @param ssrcs signalled streams (RFC 5576), may be empty; without rids, only the first is played
 * @param receiverRtt the peer answers receiver reference time reports (RFC 3611, rcvr-rtt)
 */
public record TrackConfig(
        String mid,
        MediaKind kind,
        List<Format> formats,
        Map<Extension, Integer> extensions,
        List<String> rids,
        List<SignalledSsrc> ssrcs,
        boolean receiverRtt) {

    public TrackConfig {
        formats = List.copyOf(formats);
        extensions = Map.copyOf(extensions);
        rids = List.copyOf(rids);
        ssrcs = List.copyOf(ssrcs);
    }

    /** How many streams the section carries: one, or one per rid. */
    public int encodings() {
        return Math.max(1, rids.size());
    }

    /**
     * A payload format and the feedback agreed for it (RFC 4585, RFC 5104).
     *
     * @param payloadType 0 to 127
     * @param rtxPayloadType the format of its retransmissions (RFC 4588), or {@link #NO_RTX}
     * @param nack packets may be asked for again
     * @param pli keyframes may be asked for (RFC 4585, section 6.3.1)
     * @param fir likewise by RFC 5104, section 4.3.1
     * @param transportCc transport-wide feedback is agreed
     */
    public record Format(
            Codec codec,
            int payloadType,
            int rtxPayloadType,
            boolean nack,
            boolean pli,
            boolean fir,
            boolean transportCc) {

        /** The {@code rtxPayloadType} of a format without retransmission. */
        public static final int NO_RTX = -1;
    }

    /**
     * A stream that the peer named.
     *
     * @param ssrc unsigned 32-bit
     * @param rtxSsrc its retransmission stream (ssrc-group FID), or -1
     */
    public record SignalledSsrc(long ssrc, long rtxSsrc) {}
}
