package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.dtls.HandshakeLimits;
import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.ice.agent.IceLiteAgent;
import dev.sluice.rtp.stream.ReceiveLimits;
import dev.sluice.rtp.stream.RtpReceiver;
import dev.sluice.rtp.stream.TrackConfig;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.sfu.net.MediaLoop;
import java.util.ArrayList;
import java.util.List;

/** The limits of a server as the protocol machines of one peer take them. */
final class PeerLimits {

    private PeerLimits() {}

    static IceLiteAgent agent(IceCredentialsFactory credentials, MediaLoop loop) {
        int tuples = loop.limits().of(Limit.PEER_ADDRESSES);
        return new IceLiteAgent(
                credentials.create(loop.index()),
                IceLiteAgent.Config.DEFAULT.withMaxTuples(tuples));
    }

    static SrtpSession session(SrtpKeyingMaterial keys, Limits limits) {
        return new SrtpSession(keys, limits.of(Limit.SRTP_CONTEXTS));
    }

    static HandshakeLimits handshake(Limits limits) {
        return new HandshakeLimits(
                limits.of(Limit.HANDSHAKE_MESSAGE_BYTES),
                limits.of(Limit.HANDSHAKE_FRAGMENTS),
                limits.of(Limit.HANDSHAKE_BYTES),
                limits.of(Limit.HANDSHAKE_DATAGRAMS),
                limits.of(Limit.HANDSHAKE_MILLIS));
    }

    /** What the peer sends by this offer, refused where it is too much. */
    static List<TrackConfig> incoming(RemoteDescription offer, Limits limits) {
        List<TrackConfig> incoming = new ArrayList<>();
        for (MediaSection section : offer.sections()) {
            if (section.remoteSends()) {
                incoming.add(Tracks.configOf(section));
            }
        }
        int most = limits.of(Limit.PEER_SECTIONS);
        if (incoming.size() > most) {
            throw new RejectedException(
                    Code.LIMIT,
                    "sdp: it sends on "
                            + incoming.size()
                            + " sections: send on "
                            + most
                            + " at most (the limit "
                            + Limit.PEER_SECTIONS.key()
                            + ")");
        }
        return incoming;
    }

    static RtpReceiver receiver(SsrcSource ssrcs, NtpClock clock, Limits limits) {
        return new RtpReceiver(ssrcs.next(), ssrcs.cname(), clock.offsetNanos(), receiving(limits));
    }

    static ReceiveLimits receiving(Limits limits) {
        return new ReceiveLimits(
                limits.of(Limit.PEER_SECTIONS),
                limits.of(Limit.PEER_STREAMS),
                limits.of(Limit.NACK_NUMBERS),
                limits.of(Limit.NACK_TRIES),
                limits.nanos(Limit.KEYFRAME_REQUEST_MILLIS));
    }
}
