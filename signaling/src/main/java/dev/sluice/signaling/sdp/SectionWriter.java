package dev.sluice.signaling.sdp;

import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.negotiation.LocalDescription.SlotIdentity;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.ArrayList;
import java.util.List;

/** Collects the attributes of one section that we write, offered or answered. */
final class SectionWriter {

    private static final String PROTOCOL = "UDP/TLS/RTP/SAVPF";

    /** The port of a live section that names no address yet (RFC 8840, section 4.1.1). */
    private static final int DISCARD_PORT = 9;

    private static final String NO_CONNECTION = "IN IP4 0.0.0.0";

    private final List<Attribute> attributes = new ArrayList<>();

    SectionWriter add(Attribute attribute) {
        attributes.add(attribute);
        return this;
    }

    SectionWriter candidates(List<Candidate> candidates) {
        candidates.forEach(candidate -> add(new Attribute.IceCandidate(candidate, "")));
        return add(Flag.END_OF_CANDIDATES);
    }

    SectionWriter transport(IceCredentials ice, Fingerprint fingerprint, Setup setup) {
        credentials(ice);
        add(new Attribute.CertificateFingerprint(fingerprint));
        return add(setup);
    }

    SectionWriter credentials(IceCredentials ice) {
        add(new Attribute.IceUfrag(ice.usernameFragment()));
        return add(new Attribute.IcePwd(ice.password()));
    }

    /** The codecs with what they negotiated. */
    SectionWriter codecs(List<NegotiatedCodec> codecs) {
        for (NegotiatedCodec codec : codecs) {
            rtpmap(codec.payloadType(), codec.codec().encodingName(), codec.codec());
            feedback(codec);
            if (!codec.formatParameters().isEmpty()) {
                add(new Attribute.Fmtp(codec.payloadType(), codec.formatParameters()));
            }
            if (codec.rtxPayloadType() != NegotiatedCodec.NO_RTX) {
                rtpmapOfRtx(codec);
            }
        }
        return this;
    }

    private void rtpmap(int payloadType, String encoding, Codec codec) {
        String channels = codec == Codec.OPUS || codec == Codec.RED ? "2" : "";
        add(new Attribute.Rtpmap(payloadType, encoding, codec.clockRateHz(), channels));
    }

    private void rtpmapOfRtx(NegotiatedCodec codec) {
        int rtx = codec.rtxPayloadType();
        add(new Attribute.Rtpmap(rtx, "rtx", codec.codec().clockRateHz(), ""));
        add(new Attribute.Fmtp(rtx, "apt=" + codec.payloadType()));
    }

    private void feedback(NegotiatedCodec codec) {
        feedback(codec.remb(), codec, "goog-remb");
        feedback(codec.transportCc(), codec, "transport-cc");
        feedback(codec.fir(), codec, "ccm fir");
        feedback(codec.nack(), codec, "nack");
        feedback(codec.pli(), codec, "nack pli");
    }

    private void feedback(boolean negotiated, NegotiatedCodec codec, String kind) {
        if (negotiated) {
            add(new Attribute.RtcpFeedback(codec.payloadType(), kind));
        }
    }

    /** The stream that we send on the section (RFC 8830, RFC 5576). */
    SectionWriter sender(SlotIdentity sender) {
        boolean rtx = sender.rtxSsrc() >= 0;
        if (rtx) {
            add(new Attribute.SsrcGroup("FID", List.of(sender.ssrc(), sender.rtxSsrc())));
        }
        add(new Attribute.Ssrc(sender.ssrc(), "cname:" + sender.cname()));
        if (rtx) {
            add(new Attribute.Ssrc(sender.rtxSsrc(), "cname:" + sender.cname()));
        }
        return this;
    }

    /** A live section at the default candidate, the first over UDP (RFC 8839, section 4.2.1). */
    MediaDescription live(String type, List<Candidate> candidates, List<NegotiatedCodec> codecs) {
        int port = DISCARD_PORT;
        String connection = NO_CONNECTION;
        for (Candidate candidate : candidates) {
            if (candidate.protocol() == Protocol.UDP) {
                port = candidate.port();
                String family = candidate.host().indexOf(':') < 0 ? "IP4 " : "IP6 ";
                connection = "IN " + family + candidate.host();
                break;
            }
        }
        return new MediaDescription(
                0, type, port, PROTOCOL, formats(codecs), connection, new Attributes(attributes));
    }

    /** A section that is turned down or closed (RFC 3264, sections 6 and 8.2). */
    MediaDescription rejected(MediaDescription offered) {
        return like(offered, 0, offered.formats(), NO_CONNECTION);
    }

    /** A section that stands for an agreed one in a fragment (RFC 8840, section 9.2). */
    MediaDescription fragment(MediaDescription agreed) {
        return like(agreed, DISCARD_PORT, List.of("0"), "");
    }

    private MediaDescription like(
            MediaDescription model, int port, List<String> formats, String connection) {
        return new MediaDescription(
                0,
                model.type(),
                port,
                model.protocol(),
                formats,
                connection,
                new Attributes(attributes));
    }

    /** Simulcast streams without alternatives. */
    static List<List<Attribute.Simulcast.Layer>> streams(List<String> rids) {
        return rids.stream()
                .map(rid -> List.of(new Attribute.Simulcast.Layer(rid, false)))
                .toList();
    }

    private static List<String> formats(List<NegotiatedCodec> codecs) {
        List<String> formats = new ArrayList<>();
        for (NegotiatedCodec codec : codecs) {
            formats.add(Integer.toString(codec.payloadType()));
            if (codec.rtxPayloadType() != NegotiatedCodec.NO_RTX) {
                formats.add(Integer.toString(codec.rtxPayloadType()));
            }
        }
        return formats;
    }
}
