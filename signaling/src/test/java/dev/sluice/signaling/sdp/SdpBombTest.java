package dev.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.sluice.sfu.negotiation.MediaSection;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts made to cost time or memory. */
class SdpBombTest {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final String START = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

    static Stream<Named<String>> refused() {
        String base = Samples.offer("chromium-av-simulcast");
        return Stream.of(
                Named.of("too large", base + "a=x:y\r\n".repeat(80_000)),
                Named.of("far too large", "v".repeat(50_000_000)),
                Named.of("too many lines", START + "a=x\r\n".repeat(20_000)),
                Named.of("no line end", START + "a=" + "x".repeat(500_000)),
                Named.of("only line ends", START + "\n".repeat(500_000)),
                Named.of("too many sections", START + "m=x 0 y z\r\n".repeat(10_000)),
                Named.of("digits", START + "m=audio " + "9".repeat(8_000) + " RTP/AVP 0\r\n"),
                Named.of("rids", base + "a=simulcast:send " + "q;".repeat(4_000) + "\r\n"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldRefuseQuickly(String bomb) {
        assertTimeout(SOON, () -> assertThrows(SdpException.class, () -> Local.read(bomb)));
    }

    static Stream<Named<String>> heavy() {
        String base =
                Samples.offer("chromium-av-simulcast").replace("a=simulcast:send q;h;f\r\n", "");
        String manyTypes = numbers(0, 127, " ");
        return Stream.of(
                Named.of(
                        "groups",
                        base.replace("a=group:", "a=group:LS\r\n".repeat(15_000) + "a=group:")),
                Named.of("ssrcs", base + lines(18_000, "a=ssrc:%d cname:x\r\n")),
                Named.of("ssrc groups", base + lines(18_000, "a=ssrc-group:FID %d 5\r\n")),
                Named.of("extmaps", base + "a=extmap:77 urn:x\r\n".repeat(18_000)),
                Named.of("rids", base + lines(18_000, "a=rid:r%d send pt=1,2,3\r\n")),
                Named.of(
                        "rid payload types",
                        base
                                + ("a=rid:q send pt=" + "9,".repeat(4_000) + "\r\n").repeat(60)
                                + "a=simulcast:send q\r\n"),
                Named.of(
                        "red blocks",
                        base.replace(
                                "a=fmtp:63 111/111", "a=fmtp:63 " + "111/".repeat(2_000) + "1")),
                Named.of("alternatives", base + "a=simulcast:send " + "q,".repeat(4_000) + "q\r\n"),
                Named.of("feedback", base + lines(18_000, "a=rtcp-fb:96 x%d\r\n")),
                Named.of(
                        "sections",
                        START
                                + "a=group:BUNDLE "
                                + numbers(0, 127, " ")
                                + "\r\n"
                                + IntStream.range(0, 128)
                                        .mapToObj(mid -> section(mid, manyTypes))
                                        .collect(Collectors.joining())));
    }

    /** Each is within the limits, so it may be answered; it must not cost much either way. */
    @ParameterizedTest
    @MethodSource("heavy")
    void shouldAnswerHeavyOffersQuickly(String heavy) {
        assertTimeout(
                SOON,
                () -> {
                    try {
                        SdpParser.parse(Local.answer(Local.read(heavy)));
                    } catch (SdpException refused) {
                        // fine as well
                    }
                });
    }

    @Test
    void shouldCapWhatCostsStateLater() throws SdpException {
        String base = Samples.offer("chromium-av-simulcast");
        String rids =
                IntStream.range(0, 100).mapToObj(i -> "r" + i).collect(Collectors.joining(";"));
        Offer offer =
                Local.read(
                        base.replace("a=simulcast:send q;h;f", "a=simulcast:send " + rids)
                                + lines(100, "a=rid:r%d send\r\n")
                                + lines(100, "a=ssrc:%d cname:x\r\n"));

        MediaSection video = offer.remote().sections().get(1);
        assertEquals(SectionReader.MAX_RIDS, video.rids().size());
        assertEquals(SectionReader.MAX_STREAMS, video.streams().size());
    }

    private static String section(int mid, String types) {
        return "m=video 9 UDP/TLS/RTP/SAVPF "
                + types
                + "\r\na=mid:"
                + mid
                + "\r\na=rtcp-mux\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
                + "a=setup:actpass\r\na=fingerprint:sha-256 AB\r\n"
                + lines(90, "a=rtpmap:%d VP8/90000\r\n");
    }

    private static String lines(int count, String format) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format(format, i))
                .collect(Collectors.joining());
    }

    private static String numbers(int first, int last, String separator) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(separator));
    }
}
