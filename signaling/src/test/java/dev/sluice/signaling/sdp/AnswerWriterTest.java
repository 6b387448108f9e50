package dev.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.ext.Extension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The text of our answers, read line by line and not with our own parser. */
class AnswerWriterTest {

    @SuppressWarnings("unused") // named by FieldSource
    static final List<Agreement> AGREEMENTS = Agreement.ALL;

    @ParameterizedTest
    @FieldSource("AGREEMENTS")
    void shouldAnswerEveryOffer(Agreement expected) throws SdpException {
        String text = Local.answer(Local.read(Samples.offer(expected.offer())));

        assertTrue(text.endsWith("\r\n"));
        List<List<String>> parts = parts(text);
        assertSession(expected, parts.get(0));
        assertEquals(expected.sections().size(), parts.size() - 1);
        for (int i = 0; i < expected.sections().size(); i++) {
            Agreement.Section section = expected.sections().get(i);
            List<String> lines = parts.get(i + 1);
            assertTrue(lines.contains("a=mid:" + section.mid()));
            if (section.rejected()) {
                assertRejected(lines);
            } else {
                assertAccepted(section, i == 0, lines);
            }
        }
    }

    private static void assertSession(Agreement expected, List<String> lines) {
        assertEquals("v=0", lines.get(0));
        assertTrue(lines.contains("a=ice-lite"));
        assertTrue(lines.contains("t=0 0"));
        String bundle =
                expected.accepted().stream()
                        .map(section -> " " + section.mid())
                        .collect(Collectors.joining());
        assertTrue(lines.contains("a=group:BUNDLE" + bundle));
        boolean chromium = expected.offer().startsWith("chromium");
        assertEquals(chromium, lines.contains("a=extmap-allow-mixed"));
    }

    private static void assertRejected(List<String> lines) {
        assertEquals("m=application 0 UDP/DTLS/SCTP webrtc-datachannel", lines.get(0));
        assertEquals(4, lines.size(), "m, c, mid and inactive: " + lines);
    }

    private static void assertAccepted(
            Agreement.Section expected, boolean tagged, List<String> lines) {
        String formats = Agreement.payloadTypes(expected.codecs());
        assertEquals("m=" + expected.type() + " 7882 UDP/TLS/RTP/SAVPF " + formats, lines.get(0));
        assertEquals("c=IN IP4 192.0.2.1", lines.get(1));
        assertEquals(tagged ? Local.CANDIDATE_LINES : List.of(), starting(lines, "a=candidate"));
        assertEquals(tagged, lines.contains("a=end-of-candidates"));
        assertTrue(
                lines.containsAll(
                        List.of(
                                "a=ice-ufrag:SRVR",
                                "a=ice-pwd:0123456789abcdefghijkl",
                                "a=fingerprint:sha-256 AB:CD",
                                "a=setup:passive",
                                "a=rtcp-mux",
                                "a=" + expected.direction().reversed().attribute())));
        assertEquals(1, directions(lines));
        assertExtensions(expected, lines);
        assertCodecs(expected, lines);
        assertSender(expected, lines);
        List<String> rids = expected.rids().isEmpty() ? List.of() : List.of("q", "h", "f");
        assertEquals(
                rids.stream().map(rid -> "a=rid:" + rid + " recv").toList(),
                starting(lines, "a=rid"));
        assertEquals(
                rids.isEmpty() ? List.of() : List.of("a=simulcast:recv q;h;f"),
                starting(lines, "a=simulcast"));
    }

    private static long directions(List<String> lines) {
        return Arrays.stream(Direction.values())
                .filter(way -> lines.contains("a=" + way.attribute()))
                .count();
    }

    private static void assertExtensions(Agreement.Section expected, List<String> lines) {
        List<String> wanted = new ArrayList<>();
        for (String extension : expected.extensions().split(", ")) {
            String[] nameAndId = extension.split(" ");
            wanted.add("a=extmap:" + nameAndId[1] + " " + Extension.valueOf(nameAndId[0]).uri());
        }
        List<String> written = starting(lines, "a=extmap:");
        assertEquals(wanted.size(), written.size());
        assertTrue(written.containsAll(wanted), written + " lacks some of " + wanted);
    }

    private static void assertCodecs(Agreement.Section expected, List<String> lines) {
        List<String> rtpmaps = new ArrayList<>();
        for (String codec : expected.codecs().split(", ")) {
            String[] nameAndTypes = codec.split("[ /]");
            String clock = expected.type().equals("audio") ? "/48000/2" : "/90000";
            rtpmaps.add("a=rtpmap:" + nameAndTypes[1] + " " + nameAndTypes[0] + clock);
            if (nameAndTypes.length > 2) {
                rtpmaps.add("a=rtpmap:" + nameAndTypes[2] + " rtx/90000");
                assertTrue(lines.contains("a=fmtp:" + nameAndTypes[2] + " apt=" + nameAndTypes[1]));
            }
            for (String kind : List.of("nack", "nack pli", "ccm fir", "transport-cc")) {
                boolean honoured =
                        expected.type().equals("video")
                                || (kind.equals("transport-cc") && !codec.startsWith("red"));
                String line = "a=rtcp-fb:" + nameAndTypes[1] + " " + kind;
                assertEquals(honoured, lines.contains(line), line);
            }
        }
        assertEquals(rtpmaps, starting(lines, "a=rtpmap"));
        assertTrue(lines.stream().noneMatch(line -> line.contains("goog-remb")));
        assertTrue(lines.stream().noneMatch(line -> line.contains("ccfb")));
    }

    private static void assertSender(Agreement.Section expected, List<String> lines) {
        String mid = expected.mid();
        if (!expected.direction().receives()) {
            assertEquals(List.of(), starting(lines, "a=ssrc"));
            assertEquals(List.of(), starting(lines, "a=msid"));
            return;
        }
        assertTrue(lines.contains("a=msid:stream track" + mid));
        List<String> ssrcs = new ArrayList<>();
        if (expected.type().equals("video")) {
            ssrcs.add("a=ssrc-group:FID 4000000001 4000000002");
            ssrcs.add("a=ssrc:4000000001 cname:sluice");
            ssrcs.add("a=ssrc:4000000002 cname:sluice");
        } else {
            ssrcs.add("a=ssrc:4000000000 cname:sluice");
        }
        assertEquals(ssrcs, starting(lines, "a=ssrc"));
    }

    @Test
    void shouldPassConfigurationOnAndDropOneSidedParameters() throws SdpException {
        String offer =
                Samples.offer("firefox-recvonly")
                        .replace("a=fmtp:109 ", "a=fmtp:109 sprop-stereo=1;usedtx=1;");
        String answer = Local.answer(Local.read(offer));

        assertTrue(
                answer.contains(
                        "a=fmtp:109 usedtx=1;maxplaybackrate=48000;stereo=1;useinbandfec=1\r\n"));
        assertFalse(answer.contains("max-fs"));
        assertTrue(
                Local.answer(Local.read(Samples.offer("chromium-h264")))
                        .contains(
                                "a=fmtp:104 level-asymmetry-allowed=1;packetization-mode=0;"
                                        + "profile-level-id=42001f\r\n"));
    }

    @Test
    void shouldBeInactiveWhereNobodySends() throws SdpException {
        Offer offer = Local.read(Samples.offer("chromium-recvonly"));
        String answer = AnswerWriter.write(offer, Local.withoutSlots());

        assertEquals(2, starting(List.of(answer.split("\r\n")), "a=inactive").size());
        assertFalse(answer.contains("a=ssrc"));
    }

    @Test
    void shouldAnswerReducedSizeAndReportsOnlyWhereOffered() throws SdpException {
        List<List<String>> firefox =
                parts(Local.answer(Local.read(Samples.offer("firefox-recvonly"))));
        List<List<String>> chromium =
                parts(Local.answer(Local.read(Samples.offer("chromium-recvonly"))));

        assertFalse(firefox.get(1).contains("a=rtcp-rsize"));
        assertTrue(firefox.get(2).contains("a=rtcp-rsize"));
        assertFalse(firefox.get(2).contains("a=rtcp-xr:rcvr-rtt=all"));
        assertTrue(chromium.get(2).contains("a=rtcp-xr:rcvr-rtt=all"));
    }

    @Test
    void shouldKeepAcceptedPayloadTypesOfRidRestrictions() throws SdpException {
        String offer =
                Samples.offer("chromium-av-simulcast")
                        .replace("a=rid:h send", "a=rid:h send pt=96,118;max-fps=15");

        assertTrue(Local.answer(Local.read(offer)).contains("a=rid:h recv pt=96;max-fps=15\r\n"));
    }

    @Test
    void shouldBeActiveTowardsAPassivePeer() throws SdpException {
        String offer = Samples.offer("chromium-vp8-l1t3").replace("setup:actpass", "setup:passive");

        assertTrue(Local.answer(Local.read(offer)).contains("a=setup:active\r\n"));
    }

    @Test
    void shouldPutTheTransportBehindARejectedFirstSection() throws SdpException {
        String offer =
                Samples.offer("chromium-av-simulcast").replaceAll("(m=audio .*?) 111 63 ", "$1 ");
        List<List<String>> parts = parts(Local.answer(Local.read(offer)));

        assertTrue(parts.get(0).contains("a=group:BUNDLE 1"));
        assertTrue(parts.get(1).get(0).startsWith("m=audio 0 "));
        assertEquals(Local.CANDIDATE_LINES, starting(parts.get(2), "a=candidate"));
    }

    private static List<List<String>> parts(String text) {
        List<List<String>> parts = new ArrayList<>();
        for (String part : text.split("(?=m=)")) {
            parts.add(List.of(part.split("\r\n")));
        }
        return parts;
    }

    private static List<String> starting(List<String> lines, String start) {
        return lines.stream().filter(line -> line.startsWith(start)).toList();
    }
}
