package dev.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.sfu.negotiation.LocalDescription.SlotIdentity;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.MediaSection.SignalledStream;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Our client's offers against our server's answers, and against those of browsers. */
class ClientNegotiationTest {

    private static final NegotiatedCodec OPUS =
            new NegotiatedCodec(
                    Codec.OPUS,
                    111,
                    -1,
                    "minptime=10;useinbandfec=1",
                    false,
                    false,
                    false,
                    true,
                    false);
    private static final NegotiatedCodec VP8 =
            new NegotiatedCodec(Codec.VP8, 96, 97, "", true, true, true, true, false);
    private static final Map<Extension, Integer> EXTENSIONS =
            Map.of(
                    Extension.MID, 1,
                    Extension.TRANSPORT_CC, 2,
                    Extension.RID, 3,
                    Extension.REPAIRED_RID, 4);
    private static final SlotIdentity MICROPHONE = new SlotIdentity(11, -1, "me", "s", "a");
    private static final SlotIdentity CAMERA = new SlotIdentity(21, 22, "me", "s", "v");
    private static final IceCredentials ICE = new IceCredentials("CLNT", "abcdefghij0123456789ab");

    @SuppressWarnings("unused") // named by FieldSource
    static final List<String> ANSWERS = Samples.ANSWERS;

    @Test
    void shouldAgreeWithOurServer() throws SdpException {
        SessionDescription offer =
                offer(
                        section("0", OPUS, Direction.SENDONLY, List.of(), MICROPHONE),
                        section("1", VP8, Direction.SENDONLY, List.of("q", "h", "f"), CAMERA),
                        section("2", OPUS, Direction.RECVONLY, List.of(), null),
                        section("3", VP8, Direction.RECVONLY, List.of(), null));

        Offer received = Local.read(SdpWriter.write(offer));
        assertEquals(ICE, received.remote().ice());
        List<MediaSection> sections = received.remote().sections();
        assertEquals(List.of(OPUS), sections.get(0).codecs());
        assertEquals(List.of(VP8), sections.get(1).codecs());
        assertEquals(EXTENSIONS, sections.get(1).extensions());
        assertEquals(List.of(new SignalledStream(11, -1)), sections.get(0).streams());
        assertEquals(List.of("q", "h", "f"), sections.get(1).rids());
        assertEquals(List.of(), sections.get(1).streams(), "rids name them");

        Answer answer = AnswerReader.read(Local.answer(received), offer, Capabilities.STANDARD);
        assertTrue(answer.iceLite());
        assertEquals(Local.CANDIDATES, answer.candidates());
        assertEquals(DtlsRole.CLIENT, answer.remote().localRole());
        assertEquals(Local.ICE, answer.remote().ice());
        assertEquals(List.of(Local.FINGERPRINT), answer.remote().fingerprints());
        assertAnswered(answer.remote().sections());
    }

    private static void assertAnswered(List<MediaSection> sections) {
        assertEquals(4, sections.size());
        assertEquals(List.of("q", "h", "f"), sections.get(1).rids());
        assertTrue(sections.get(1).remoteReceives());
        assertFalse(sections.get(1).remoteSends());
        assertTrue(sections.get(3).remoteSends());
        assertEquals(
                List.of(new SignalledStream(4_000_000_001L, 4_000_000_002L)),
                sections.get(3).streams());
        assertEquals(EXTENSIONS, sections.get(3).extensions());
        assertEquals(List.of(VP8), sections.get(3).codecs());
    }

    @Test
    void shouldSignalTheStreamsOfASingleEncoding() throws SdpException {
        SessionDescription offer = offer(section("0", VP8, Direction.SENDONLY, List.of(), CAMERA));
        String text = SdpWriter.write(offer);

        assertTrue(text.contains("a=ssrc-group:FID 21 22\r\n"));
        assertTrue(text.contains("a=msid:s v\r\n"));
        assertEquals(
                List.of(new SignalledStream(21, 22)),
                Local.read(text).remote().sections().get(0).streams());
    }

    @Test
    void shouldCloseASection() throws SdpException {
        OfferedSection camera = section("1", VP8, Direction.SENDONLY, List.of(), CAMERA);
        OfferedSection closed =
                new OfferedSection(
                        "1",
                        MediaKind.VIDEO,
                        Direction.INACTIVE,
                        true,
                        List.of(VP8),
                        EXTENSIONS,
                        List.of(),
                        null);
        OfferedSection microphone = section("0", OPUS, Direction.SENDONLY, List.of(), MICROPHONE);
        Offer first = Local.read(SdpWriter.write(offer(microphone, camera)));
        SessionDescription later = offer(microphone, closed);
        Offer second = Local.read(SdpWriter.write(later), first);

        assertEquals(1, second.remote().sections().size());
        Answer answer = AnswerReader.read(Local.answer(second), later, Capabilities.STANDARD);
        assertEquals(1, answer.remote().sections().size());
    }

    @ParameterizedTest
    @FieldSource("ANSWERS")
    void shouldReadAnswersOfBrowsers(String name) throws SdpException {
        SessionDescription offer = SdpParser.parse(Samples.offer("chromium-vp8-l1t3"));

        Answer answer = AnswerReader.read(Samples.answer(name), offer, Capabilities.STANDARD);
        MediaSection video = answer.remote().sections().get(0);
        assertTrue(name.endsWith(video.codecs().get(0).codec().name()), name);
        assertEquals(List.of("q", "h", "f"), video.rids());
        assertTrue(video.remoteReceives());
        assertFalse(answer.iceLite());
        assertEquals(DtlsRole.SERVER, answer.remote().localRole());
        assertTrue(answer.candidates().size() >= 2);
    }

    @Test
    void shouldRefuseAnswersThatDoNotFitTheOffer() throws SdpException {
        SessionDescription offer =
                offer(
                        section("0", OPUS, Direction.SENDONLY, List.of(), MICROPHONE),
                        section("1", VP8, Direction.RECVONLY, List.of(), null));
        String answer = Local.answer(Local.read(SdpWriter.write(offer)));

        assertRefused("1 sections and the offer 2", answer.replaceAll("(?s)m=video.*", ""), offer);
        assertRefused(
                "audio 9 where the offer has audio 0", answer.replace("mid:0", "mid:9"), offer);
        assertRefused("leaves the DTLS role open", answer.replace(":passive", ":actpass"), offer);
        assertRefused("every section is rejected", answer.replaceAll(" 7882 UDP", " 0 UDP"), offer);
        assertRefused("not in the BUNDLE group", answer.replace("BUNDLE 0 1", "BUNDLE 0"), offer);
    }

    private static void assertRefused(String problem, String answer, SessionDescription offer) {
        SdpException fault =
                assertThrows(
                        SdpException.class,
                        () -> AnswerReader.read(answer, offer, Capabilities.STANDARD));
        assertTrue(fault.getMessage().contains(problem), fault.getMessage());
    }

    private static SessionDescription offer(OfferedSection... sections) {
        Fingerprint fingerprint = new Fingerprint("sha-256", "01:23");
        return new OfferWriter(ICE, fingerprint, List.of())
                .offer(Origin.of("42", 1), List.of(sections));
    }

    private static OfferedSection section(
            String mid,
            NegotiatedCodec codec,
            Direction direction,
            List<String> rids,
            @Nullable SlotIdentity sender) {
        MediaKind kind = codec.codec().kind();
        return new OfferedSection(
                mid, kind, direction, false, List.of(codec), EXTENSIONS, rids, sender);
    }
}
