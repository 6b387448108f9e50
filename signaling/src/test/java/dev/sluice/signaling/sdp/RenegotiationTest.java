package dev.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Later offers of one peer, and what makes an offer unusable as a whole. */
class RenegotiationTest {

    private static final String FIRST = Samples.offer("chromium-av-simulcast-data");
    private static final int VIDEO = FIRST.indexOf("m=video");
    private static final int DATA = FIRST.indexOf("m=application");
    private static final String SESSION = FIRST.substring(0, FIRST.indexOf("m=audio"));
    private static final String AUDIO_SECTION = FIRST.substring(FIRST.indexOf("m=audio"), VIDEO);
    private static final String VIDEO_SECTION = FIRST.substring(VIDEO, DATA);
    private static final String DATA_SECTION = FIRST.substring(DATA);

    @Test
    void shouldKeepSectionsAndCountRevisions() throws SdpException {
        Offer first = Local.read(FIRST);
        Offer second = Local.read(FIRST, first);

        assertEquals(2, second.revision());
        assertEquals(first.remote(), second.remote());
        String o = "o=- " + first.description().origin().sessionId();
        assertTrue(Local.answer(first).contains(o + " 1 IN IP4 127.0.0.1\r\n"));
        assertTrue(Local.answer(second).contains(o + " 2 IN IP4 127.0.0.1\r\n"));
    }

    @Test
    void shouldTellAnIceRestartByNewCredentials() throws SdpException {
        Offer second =
                Local.read(
                        FIRST.replace("a=ice-ufrag:tetS", "a=ice-ufrag:neww"), Local.read(FIRST));

        assertEquals("neww", second.remote().ice().usernameFragment());
    }

    @Test
    void shouldSayWhichSectionMoved() throws SdpException {
        Offer first = Local.read(FIRST);
        String swapped = SESSION + VIDEO_SECTION + AUDIO_SECTION + DATA_SECTION;

        SdpException fault = assertThrows(SdpException.class, () -> Local.read(swapped, first));
        assertTrue(fault.getMessage().contains("section 0 has mid 1 where the last offer had 0"));
        assertEquals(SESSION.split("\r\n").length + 1, fault.line());
    }

    @Test
    void shouldRefuseFewerSections() throws SdpException {
        Offer first = Local.read(FIRST);
        String fewer = SESSION + AUDIO_SECTION;

        SdpException fault = assertThrows(SdpException.class, () -> Local.read(fewer, first));
        assertTrue(fault.getMessage().contains("1 sections where the last had 3"));
    }

    @Test
    void shouldRefuseAnotherMediaTypeOnALiveSection() throws SdpException {
        Offer first = Local.read(FIRST);
        String other = FIRST.replace("m=audio", "m=video");

        SdpException fault = assertThrows(SdpException.class, () -> Local.read(other, first));
        assertTrue(fault.getMessage().contains("section 0 was audio in the last offer"));
    }

    @Test
    void shouldCloseASectionAndUseItAnew() throws SdpException {
        Offer first = Local.read(FIRST);
        String closed =
                FIRST.replace("m=video 42602", "m=video 0").replace("BUNDLE 0 1 2", "BUNDLE 0 2");
        Offer second = Local.read(closed, first);
        assertNull(second.accepted("1"));
        assertTrue(Local.answer(second).contains("a=group:BUNDLE 0\r\n"));
        assertTrue(Local.answer(second).contains("m=video 0 UDP/TLS/RTP/SAVPF 96 97 "));

        String reused =
                FIRST.replace("a=mid:1\r\n", "a=mid:3\r\n").replace("BUNDLE 0 1 2", "BUNDLE 0 3 2");
        Offer third = Local.read(reused, second);
        assertEquals(
                List.of("0", "3"),
                third.remote().sections().stream().map(MediaSection::mid).toList());
        assertThrows(SdpException.class, () -> Local.read(reused, first), "it was live there");
    }

    @Test
    void shouldUseARejectedSectionAnew() throws SdpException {
        String video = VIDEO_SECTION.replace("a=mid:1\r\n", "a=mid:5\r\n");
        String reused =
                SESSION.replace("BUNDLE 0 1 2", "BUNDLE 0 1 5")
                        + AUDIO_SECTION
                        + VIDEO_SECTION
                        + video;

        assertEquals(3, Local.read(reused, Local.read(FIRST)).remote().sections().size());
    }

    @Test
    void shouldKeepTheTransportWhenNothingIsLive() throws SdpException {
        Offer first = Local.read(FIRST);
        String closed =
                FIRST.replaceAll("m=(audio|video|application) \\d+", "m=$1 0")
                        .replace("a=group:BUNDLE 0 1 2\r\n", "");
        Offer second = Local.read(closed, first);

        assertEquals(List.of(), second.remote().sections());
        assertEquals(first.remote().ice(), second.remote().ice());
        assertThrows(SdpException.class, () -> Local.read(closed));
    }

    @Test
    void shouldKeepTheDtlsRole() throws SdpException {
        Offer first = Local.read(FIRST.replace("a=setup:actpass", "a=setup:passive"));
        Offer second = Local.read(FIRST, first);

        assertEquals(DtlsRole.CLIENT, second.remote().localRole());
    }

    @Test
    void shouldLeaveOutExtensionsThatContradictEarlierSections() throws SdpException {
        // Video has transport-cc where audio has its level, and mid elsewhere than audio.
        String video =
                VIDEO_SECTION
                        .replace("a=extmap:3 http", "a=extmap:1 http")
                        .replace("a=extmap:4 urn", "a=extmap:15 urn");
        Offer offer = Local.read(SESSION + AUDIO_SECTION + video + DATA_SECTION);

        MediaSection first = offer.remote().sections().get(0);
        MediaSection second = offer.remote().sections().get(1);
        assertEquals(1, first.extensions().get(Extension.AUDIO_LEVEL));
        assertEquals(4, first.extensions().get(Extension.MID));
        assertNull(second.extensions().get(Extension.MID));
        assertNull(second.extensions().get(Extension.TRANSPORT_CC));
        assertEquals(10, second.extensions().get(Extension.RID));
        assertEquals(3, second.rids().size());
        assertTrue(second.codecs().stream().noneMatch(NegotiatedCodec::transportCc));
        String answer = Local.answer(offer);
        assertEquals(-1, answer.indexOf("a=extmap:15 "));
        assertEquals(answer.indexOf("a=extmap:1 "), answer.lastIndexOf("a=extmap:1 "));
    }

    /** Text to be replaced, its replacement, and what the failure must tell. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=group:BUNDLE 0 1 2|a=x:y|is not in the BUNDLE group",
                "a=group:BUNDLE 0 1 2|a=group:BUNDLE 0 2|is not in the BUNDLE group",
                "a=group:BUNDLE 0 1 2|a=group:BUNDLE 7|is not in the BUNDLE group",
                "a=rtcp-mux|a=x|a=rtcp-mux is missing",
                "a=mid:1|a=x|has no mid",
                "a=mid:1|a=mid:0|mid 0 occurs twice",
                "a=setup:actpass|a=x|no a=setup",
                "a=setup:actpass|a=setup:holdconn|no a=setup",
                "a=ice-ufrag|a=x|a=ice-ufrag or a=ice-pwd is missing",
                "a=ice-pwd|a=x|a=ice-ufrag or a=ice-pwd is missing",
                "a=fingerprint:sha-256|a=fingerprint:sha-1|a=fingerprint is missing",
                "a=fingerprint|a=x|a=fingerprint is missing",
                "a=extmap:14 |a=extmap:4 |uses extension id 4 twice",
            })
    void shouldNameWhatAnOfferLacks(String old, String replacement, String problem) {
        SdpException fault =
                assertThrows(SdpException.class, () -> Local.read(FIRST.replace(old, replacement)));

        assertTrue(fault.getMessage().contains(problem), fault.getMessage());
    }
}
