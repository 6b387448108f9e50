package dev.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.mediacore.net.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpParserTest {

    private static final String START = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
    private static final String VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n";

    /** Each line stands alone behind line 5, so the fault is in line 6. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=",
                "a=:x",
                "a",
                "a:mid",
                "y=1",
                "a=mid:",
                "a=mid:12345678901234567",
                "a=mid:a b",
                "a=ice-ufrag:abc",
                "a=ice-ufrag:ab\"cd",
                "a=ice-pwd:short",
                "a=setup:maybe",
                "a=fingerprint:sha-256",
                "a=fingerprint:sha-256 AB:C",
                "a=rtpmap:128 VP8/90000",
                "a=rtpmap:96",
                "a=rtpmap:96 VP8",
                "a=rtpmap:96 VP8/0",
                "a=rtpmap:96 VP8/99999999999999999999",
                "a=fmtp:96",
                "a=fmtp:x apt=96",
                "a=rtcp-fb:200 nack",
                "a=rtcp-fb:96",
                "a=extmap:0 urn:x",
                "a=extmap:1",
                "a=extmap:1/up urn:x",
                "a=extmap:-1 urn:x",
                "a=msid:",
                "a=ssrc:4294967296 cname:x",
                "a=ssrc:-1 cname:x",
                "a=ssrc-group:FID 1 x",
                "a=ssrc-group:",
                "a=rid:q",
                "a=rid:q both",
                "a=rid:q! send",
                "a=simulcast:",
                "a=simulcast:send",
                "a=simulcast:send q;;f",
                "a=simulcast:send q send f",
                "a=simulcast:up q",
                "a=group:",
                "a=candidate:1 1 udp 1 192.0.2.1",
                "a=candidate:1 1 udp 1 192.0.2.1 70000 typ host",
                "a=candidate:1 0 udp 1 192.0.2.1 9 typ host",
                "a=candidate:1 1 udp 4294967296 192.0.2.1 9 typ host",
                "a=candidate:1 1 udp 1 192.0.2.1 9 typo host",
                "m=video",
                "m=video 9 UDP/TLS/RTP/SAVPF",
                "m=video 65536 UDP/TLS/RTP/SAVPF 96",
                "m=video x UDP/TLS/RTP/SAVPF 96",
                "m=video 9 UDP/TLS/RTP/SAVPF 128",
                "m=video 9 UDP/TLS/RTP/SAVPF  96",
                "a=tool:\u0000",
                "a=tool:x\ry",
            })
    void shouldNameTheLineOfAFault(String line) {
        SdpException fault =
                assertThrows(
                        SdpException.class, () -> SdpParser.parse(START + VIDEO + line + "\r\n"));

        assertEquals(6, fault.line(), fault.getMessage());
        assertTrue(fault.getMessage().startsWith("SDP line 6: "), fault.getMessage());
        assertFalse(fault.remedy().isEmpty());
        assertTrue(fault.getMessage().contains(fault.remedy()));
        assertTrue(fault.getMessage().chars().noneMatch(Character::isISOControl));
        assertEquals(0, fault.getStackTrace().length);
    }

    @ParameterizedTest
    @CsvSource({"'',1", "'v=1\no=- 1 1 IN IP4 127.0.0.1',1", "v=0,2", "'v=0\ns=-',2"})
    void shouldWantTheFirstLinesInOrder(String text, int line) {
        assertEquals(line, assertThrows(SdpException.class, () -> SdpParser.parse(text)).line());
    }

    @Test
    void shouldShortenWhatItQuotes() {
        String text = START + "a=mid:" + "x".repeat(1000);

        SdpException fault = assertThrows(SdpException.class, () -> SdpParser.parse(text));
        assertEquals(80, fault.value().length());
    }

    @Test
    void shouldTakeBareNewlinesAndALastLineWithoutEnd() throws SdpException {
        String text = (START + VIDEO + "a=mid:0").replace("\r", "");

        assertEquals("0", SdpParser.parse(text).media().get(0).mid());
    }

    @Test
    void shouldReadOverLinesThatMeanNothingToWebRtc() throws SdpException {
        String text =
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=a call\r\ni=x\r\nb=AS:100\r\nt=0 0\r\nr=1\r\n"
                        + VIDEO
                        + "i=title\r\nb=TIAS:1\r\nk=clear:x\r\na=x-unknown:y\r\na=mid:0\r\n";

        SessionDescription read = SdpParser.parse(text);
        assertEquals("a call", read.name());
        assertEquals(
                List.of(new Attribute.Other("x-unknown", "y"), new Attribute.Mid("0")),
                read.media().get(0).attributes().list());
    }

    @Test
    void shouldReadCandidatesOfEveryKind() throws SdpException {
        String text =
                START
                        + VIDEO
                        + "a=candidate:1 1 UDP 7 192.0.2.1 9 typ srflx raddr 10.0.0.1 rport 5\r\n"
                        + "a=candidate:2 1 tcp 6 fd00::1 9 typ host tcptype active generation 0\r\n"
                        + "a=candidate:3 1 udp 5 5a1b0c.local 9 typ host\r\n"
                        + "a=candidate:4 1 ssltcp 4 192.0.2.1 443 typ relay\r\n";

        List<Attribute> read = SdpParser.parse(text).media().get(0).attributes().list();
        assertEquals(
                new Attribute.IceCandidate(
                        new Candidate("1", 1, Protocol.UDP, 7, "192.0.2.1", 9, "srflx", ""),
                        "raddr 10.0.0.1 rport 5"),
                read.get(0));
        assertEquals(
                new Attribute.IceCandidate(
                        new Candidate("2", 1, Protocol.TCP, 6, "fd00::1", 9, "host", "active"),
                        "generation 0"),
                read.get(1));
        assertEquals("3 1 udp 5 5a1b0c.local 9 typ host", read.get(2).value());
        assertEquals(
                new Attribute.Other("candidate", "4 1 ssltcp 4 192.0.2.1 443 typ relay"),
                read.get(3));
    }

    @Test
    void shouldReadSimulcastOfBothDirections() throws SdpException {
        String value = "send 1,~4;2 recv c";
        Attribute read =
                SdpParser.parse(START + VIDEO + "a=simulcast:recv c send 1,~4;2\r\n")
                        .media()
                        .get(0)
                        .attributes()
                        .list()
                        .get(0);

        assertEquals(value, read.value());
        assertEquals(
                new Attribute.Simulcast(
                        List.of(
                                List.of(layer("1", false), layer("4", true)),
                                List.of(layer("2", false))),
                        List.of(List.of(layer("c", false)))),
                read);
    }

    private static Attribute.Simulcast.Layer layer(String rid, boolean paused) {
        return new Attribute.Simulcast.Layer(rid, paused);
    }

    @Test
    void shouldNotPrintPasswords() {
        assertFalse(new Attribute.IcePwd("secret").toString().contains("secret"));
    }
}
