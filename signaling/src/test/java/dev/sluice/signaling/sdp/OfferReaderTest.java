package dev.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is accepted of the browsers' offers. */
class OfferReaderTest {

    @SuppressWarnings("unused") // named by FieldSource
    static final List<Agreement> AGREEMENTS = Agreement.ALL;

    @ParameterizedTest
    @FieldSource("AGREEMENTS")
    void shouldAcceptWhatBothSidesSpeak(Agreement expected) throws SdpException {
        Offer offer = read(Samples.offer(expected.offer()));

        List<MediaSection> sections = offer.remote().sections();
        assertEquals(expected.accepted().size(), sections.size());
        for (int i = 0; i < sections.size(); i++) {
            assertSection(expected.accepted().get(i), sections.get(i));
        }
        assertEquals(DtlsRole.SERVER, offer.remote().localRole());
        assertEquals("sha-256", offer.remote().fingerprints().get(0).algorithm());
        assertEquals(1, offer.remote().fingerprints().size());
        String ufrag = offer.remote().ice().usernameFragment();
        assertTrue(Samples.offer(expected.offer()).contains("a=ice-ufrag:" + ufrag + "\r\n"));
    }

    private static void assertSection(Agreement.Section expected, MediaSection actual) {
        assertEquals(expected.mid(), actual.mid());
        assertEquals(expected.type(), actual.kind().name().toLowerCase(Locale.ROOT));
        assertEquals(
                expected.direction(), Direction.of(actual.remoteSends(), actual.remoteReceives()));
        assertEquals(expected.codecs(), codecs(actual));
        String extensions =
                actual.extensions().entrySet().stream()
                        .sorted(Map.Entry.<Extension, Integer>comparingByValue())
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
        assertEquals(Agreement.withoutDirections(expected.extensions()), extensions);
        assertEquals(expected.rids(), String.join(" ", actual.rids()));
        String streams =
                actual.streams().stream()
                        .map(s -> s.ssrc() + (s.rtxSsrc() < 0 ? "" : "/" + s.rtxSsrc()))
                        .collect(Collectors.joining(", "));
        assertEquals(expected.streams(), streams);
    }

    private static String codecs(MediaSection section) {
        return section.codecs().stream()
                .map(c ->
                        c.codec().encodingName()
                                + " "
                                + c.payloadType()
                                + (c.rtxPayloadType() < 0 ? "" : "/" + c.rtxPayloadType()))
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @FieldSource("AGREEMENTS")
    void shouldHonourTheFeedbackThatBrowsersOffer(Agreement expected) throws SdpException {
        for (MediaSection section : read(Samples.offer(expected.offer())).remote().sections()) {
            for (NegotiatedCodec codec : section.codecs()) {
                boolean video = section.kind() == MediaKind.VIDEO;
                assertEquals(video, codec.nack());
                assertEquals(video, codec.pli());
                assertEquals(video, codec.fir());
                assertEquals(codec.codec() != Codec.RED, codec.transportCc());
                assertFalse(codec.remb());
            }
        }
    }

    @Test
    void shouldKeepFormatParametersApart() throws SdpException {
        MediaSection video = read(Samples.offer("chromium-h264")).remote().sections().get(0);

        assertEquals(
                Set.of("42001f 1", "42001f 0", "42e01f 1", "42e01f 0", "4d001f 1", "4d001f 0"),
                video.codecs().stream()
                        .map(NegotiatedCodec::formatParameters)
                        .map(p ->
                                FormatParameters.value(p, "profile-level-id")
                                        + " "
                                        + FormatParameters.value(p, "packetization-mode"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void shouldOfferNothingBeyondItsCapabilities() throws SdpException {
        Capabilities few =
                new Capabilities(
                        EnumSet.of(Codec.OPUS, Codec.VP8), EnumSet.of(Extension.MID), true);

        Offer offer = OfferReader.read(Samples.offer("chromium-av-simulcast"), few, null);

        MediaSection video = offer.remote().sections().get(1);
        assertEquals("VP8 96/97", codecs(video));
        assertEquals(Map.of(Extension.MID, 4), video.extensions());
        assertTrue(video.codecs().get(0).remb());
        assertFalse(video.codecs().get(0).transportCc(), "without its extension it cannot work");
        assertEquals(List.of(), video.rids(), "without the rid extension it cannot work");
    }

    @Test
    void shouldFollowTheSimulcastLineAndKeepPausedStreams() throws SdpException {
        String offer =
                Samples.offer("chromium-av-simulcast")
                        .replace("a=simulcast:send q;h;f", "a=simulcast:send f;~h,x;q;nope");

        assertEquals(List.of("f", "h", "q"), read(offer).remote().sections().get(1).rids());
    }

    @Test
    void shouldDropRidsWhosePayloadTypesItDoesNotAccept() throws SdpException {
        String offer =
                Samples.offer("chromium-av-simulcast")
                        .replace("a=rid:h send", "a=rid:h send pt=118,120;max-fps=15");

        assertEquals(List.of("q", "f"), read(offer).remote().sections().get(1).rids());
    }

    @Test
    void shouldLeaveRedWithoutKnownBlocksOut() throws SdpException {
        String offer =
                Samples.offer("chromium-recvonly").replace("a=fmtp:63 111/111", "a=fmtp:63 111/9");

        assertEquals("opus 111", codecs(read(offer).remote().sections().get(0)));
    }

    @Test
    void shouldLeaveOutPayloadTypesThatLookLikeRtcp() throws SdpException {
        String offer =
                Samples.offer("chromium-vp8-l1t3")
                        .replace(" 96 97 ", " 72 97 96 ")
                        .replace(":96 ", ":72 ")
                        .replace("a=fmtp:97 apt=96", "a=rtpmap:96 VP8/90000\r\na=fmtp:97 apt=96");

        assertEquals("VP8 96/97", codecs(read(offer).remote().sections().get(0)));
    }

    @Test
    void shouldTakeFeedbackForEveryPayloadType() throws SdpException {
        String offer =
                Samples.offer("chromium-vp8-l1t3")
                        .replaceAll("a=rtcp-fb:96 [^\r]*\r\n", "")
                        .replace("a=rtcp-rsize", "a=rtcp-rsize\r\na=rtcp-fb:* nack pli");

        NegotiatedCodec codec = read(offer).remote().sections().get(0).codecs().get(0);
        assertTrue(codec.pli());
        assertFalse(codec.nack());
    }

    @Test
    void shouldTakeTransportFromTheSessionLevel() throws SdpException {
        String offer = Samples.offer("chromium-vp8-l1t3");
        String session =
                "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\na=setup:active\r\n"
                        + "a=group:BUNDLE";
        String moved =
                offer.replaceAll("a=(ice-ufrag|ice-pwd|setup):[^\r]*\r\n", "")
                        .replace("a=group:BUNDLE", session);

        Offer read = read(moved);
        assertEquals("abcd", read.remote().ice().usernameFragment());
        assertEquals(DtlsRole.SERVER, read.remote().localRole());
    }

    @Test
    void shouldBecomeTheClientOfAPassivePeer() throws SdpException {
        String offer = Samples.offer("chromium-vp8-l1t3").replace("setup:actpass", "setup:passive");

        assertEquals(DtlsRole.CLIENT, read(offer).remote().localRole());
    }

    @Test
    void shouldAcceptBundleOnlySections() throws SdpException {
        String offer =
                Samples.offer("chromium-av-simulcast")
                        .replace("m=video 57714", "m=video 0")
                        .replace("a=mid:1", "a=mid:1\r\na=bundle-only");

        assertEquals(2, read(offer).remote().sections().size());
        assertEquals(1, read(offer.replace("a=bundle-only\r\n", "")).remote().sections().size());
    }

    private static Offer read(String sdp) throws SdpException {
        return OfferReader.read(sdp, Capabilities.STANDARD, null);
    }
}
