package dev.sluice.signaling.sdp;

import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.LocalDescription.SlotIdentity;
import dev.sluice.sfu.negotiation.MediaSection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our side in the tests: every section that the peer receives on has a slot. */
final class Local {

    static final IceCredentials ICE = new IceCredentials("SRVR", "0123456789abcdefghijkl");
    static final Fingerprint FINGERPRINT = new Fingerprint("sha-256", "AB:CD");
    static final List<Candidate> CANDIDATES =
            List.of(
                    new Candidate("1", 1, Protocol.UDP, 2130706431L, "192.0.2.1", 7882, "host", ""),
                    new Candidate(
                            "2", 1, Protocol.TCP, 1015021823L, "fd00::1", 7882, "host", "passive"));
    static final List<String> CANDIDATE_LINES =
            List.of(
                    "a=candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host",
                    "a=candidate:2 1 tcp 1015021823 fd00::1 7882 typ host tcptype passive");

    private Local() {}

    static Offer read(String sdp) throws SdpException {
        return OfferReader.read(sdp, Capabilities.STANDARD, null);
    }

    static Offer read(String sdp, @Nullable Offer previous) throws SdpException {
        return OfferReader.read(sdp, Capabilities.STANDARD, previous);
    }

    static String answer(Offer offer) {
        Map<String, SlotIdentity> slots = new HashMap<>();
        for (MediaSection section : offer.remote().sections()) {
            if (section.remoteReceives()) {
                slots.put(section.mid(), slot(section));
            }
        }
        return AnswerWriter.write(offer, new LocalDescription(ICE, FINGERPRINT, CANDIDATES, slots));
    }

    static LocalDescription withoutSlots() {
        return new LocalDescription(ICE, FINGERPRINT, CANDIDATES, Map.of());
    }

    private static SlotIdentity slot(MediaSection section) {
        boolean video = section.kind() == MediaKind.VIDEO;
        long ssrc = video ? 4_000_000_001L : 4_000_000_000L;
        return new SlotIdentity(
                ssrc, video ? ssrc + 1 : -1, "sluice", "stream", "track" + section.mid());
    }
}
