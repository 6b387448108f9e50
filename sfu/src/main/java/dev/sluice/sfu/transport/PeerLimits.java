package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.dtls.HandshakeLimits;
import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.ice.agent.IceLiteAgent;
import dev.sluice.rtp.stream.ReceiveLimits;
import dev.sluice.rtp.stream.RtpReceiver;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.net.MediaLoop;

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

    static RtpReceiver receiver(SsrcSource ssrcs, NtpClock clock, Limits limits) {
        ReceiveLimits bounds =
                new ReceiveLimits(
                        limits.of(Limit.PEER_SECTIONS),
                        limits.of(Limit.PEER_STREAMS),
                        limits.of(Limit.NACK_NUMBERS),
                        limits.of(Limit.NACK_TRIES),
                        limits.nanos(Limit.KEYFRAME_REQUEST_MILLIS));
        return new RtpReceiver(ssrcs.next(), ssrcs.cname(), clock.offsetNanos(), bounds);
    }
}
