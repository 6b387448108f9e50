package dev.sluice.sfu.negotiation;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import java.util.List;
import java.util.Map;

/**
 * One agreed media section.
 *
 * @param mid the media identification (RFC 8843), unique in the transport, at most 16 characters
 * @param remoteSends the remote peer publishes on it
 * @param remoteReceives the remote peer receives on it: it is a slot
 * @param codecs in the order of preference, never empty for a live section
 * @param extensions header extensions both sides know, with the remote side's ids (1 to 255)
 * @param rids the restriction ids of a simulcast sender in the order of the simulcast attribute,
 *     empty without simulcast
 * @param streams SSRCs the remote side signalled for its sending, may be empty
 * @param receiverRtt the remote side answers reference times (RFC 3611, rcvr-rtt), so that one that
 *     only receives can tell the round trip
 */
public record MediaSection(
        String mid,
        MediaKind kind,
        boolean remoteSends,
        boolean remoteReceives,
        List<NegotiatedCodec> codecs,
        Map<Extension, Integer> extensions,
        List<String> rids,
        List<SignalledStream> streams,
        boolean receiverRtt) {

    public MediaSection {
        codecs = List.copyOf(codecs);
        extensions = Map.copyOf(extensions);
        rids = List.copyOf(rids);
        streams = List.copyOf(streams);
    }

    /** The same under another mid. */
    public MediaSection withMid(String other) {
        return new MediaSection(
                other,
                kind,
                remoteSends,
                remoteReceives,
                codecs,
                extensions,
                rids,
                streams,
                receiverRtt);
    }

    /**
     * A stream named in the remote description (RFC 5576).
     *
     * @param ssrc the media SSRC, unsigned 32-bit
     * @param rtxSsrc its retransmission SSRC (ssrc-group FID), or -1
     */
    public record SignalledStream(long ssrc, long rtxSsrc) {}
}
