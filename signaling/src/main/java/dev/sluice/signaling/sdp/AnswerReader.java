package dev.sluice.signaling.sdp;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads the answer to an offer of our own client (RFC 3264, section 7; RFC 9429, section 5.11). */
public final class AnswerReader {

    private AnswerReader() {}

    /**
     * Reads an answer.
     *
     * @param offer what it answers
     * @throws SdpException naming the line, what is wrong with it, and the remedy
     */
    public static Answer read(String sdp, SessionDescription offer, Capabilities capabilities)
            throws SdpException {
        return read(sdp, offer, capabilities, SdpLimits.STANDARD);
    }

    /**
     * The same under other limits.
     *
     * @throws SdpException naming the line, what is wrong with it, and the remedy
     */
    public static Answer read(
            String sdp, SessionDescription offer, Capabilities capabilities, SdpLimits limits)
            throws SdpException {
        SessionDescription answer = SdpParser.parse(sdp, limits);
        if (answer.media().size() != offer.media().size()) {
            throw new SdpException(
                    0,
                    "",
                    String.format(
                            "the answer has %d sections and the offer %d",
                            answer.media().size(), offer.media().size()),
                    "Answer every section, the rejected ones with port 0");
        }
        TransportReader transport = new TransportReader(answer);
        List<MediaSection> sections = new ArrayList<>();
        for (int i = 0; i < answer.media().size(); i++) {
            MediaDescription media = answer.media().get(i);
            checkSame(media, offer.media().get(i));
            MediaSection section = SectionReader.answered(media, capabilities);
            if (section != null) {
                transport.checkBundled(media);
                sections.add(section);
            }
        }
        return answer(answer, transport, sections);
    }

    private static Answer answer(
            SessionDescription answer, TransportReader transport, List<MediaSection> sections)
            throws SdpException {
        MediaDescription tagged = transport.tagged();
        if (tagged == null) {
            throw new SdpException(
                    0, "", "every section is rejected", "Accept at least one of the offer");
        }
        List<Candidate> candidates = candidates(tagged);
        RemoteDescription remote =
                new RemoteDescription(
                        transport.credentials(tagged),
                        transport.fingerprints(tagged),
                        localRole(transport, tagged),
                        sections);
        return new Answer(answer, remote, candidates, answer.attributes().has(Flag.ICE_LITE));
    }

    /** Where the author of a description takes datagrams: what its transport's section says. */
    public static List<Candidate> candidates(SessionDescription description) {
        MediaDescription tagged = new TransportReader(description).tagged();
        return tagged == null ? List.of() : candidates(tagged);
    }

    private static List<Candidate> candidates(MediaDescription tagged) {
        return tagged.attributes().all(Attribute.IceCandidate.class).stream()
                .map(Attribute.IceCandidate::candidate)
                .toList();
    }

    private static DtlsRole localRole(TransportReader transport, MediaDescription tagged)
            throws SdpException {
        return switch (transport.setup(tagged)) {
            case ACTIVE -> DtlsRole.SERVER;
            case PASSIVE -> DtlsRole.CLIENT;
            default -> throw tagged.bad("the answer leaves the DTLS role open", "Choose one");
        };
    }

    private static void checkSame(MediaDescription answered, MediaDescription offered)
            throws SdpException {
        boolean mids = !answered.live() || Objects.equals(answered.mid(), offered.mid());
        if (!mids || !answered.type().equals(offered.type())) {
            throw answered.bad(
                    String.format(
                            "the section is %s %s where the offer has %s %s",
                            answered.type(), answered.mid(), offered.type(), offered.mid()),
                    "Keep the order, types and mids of the offer");
        }
    }
}
