package dev.sluice.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.packet.Hex;
import dev.sluice.rtp.rtcp.RtcpParser.Verdict;
import dev.sluice.rtp.trace.Trace;
import dev.sluice.rtp.trace.TracePacket;
import dev.sluice.rtp.trace.TraceReader;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtcpParserTest {

    private static final byte[] SENDER_REPORT =
            Hex.bytes(
                    "81 C8 000C ; SR with one block",
                    "FFFFFFFE ; SSRC",
                    "83AA7E80 80000000 ; NTP",
                    "80000001 ; RTP timestamp",
                    "00000064 ; packets",
                    "FFFFFFFF ; bytes",
                    "00000009 ; block: SSRC",
                    "40 FFFFFF ; a quarter lost, -1 in all",
                    "0001FFFF ; extended highest sequence number",
                    "00000010 ; jitter",
                    "7E808000 ; LSR",
                    "00010000 ; DLSR: one second");
    private static final byte[] RECEIVER_REPORT = Hex.bytes("80 C9 0001 00000007");
    private static final byte[] CNAME =
            Hex.bytes(
                    "82 CA 0005 ; SDES with two chunks",
                    "00000007 01 03 616263 00 0000 ; CNAME abc, end, padding",
                    "00000008 02 01 7A 00 ; NAME z, end");
    private static final byte[] BYE = Hex.bytes("82 CB 0003 00000007 00000008 01 78 00 00");
    private static final byte[] NACK =
            Hex.bytes("81 CD 0004 00000001 00000002", "FFFF 8001", "0010 0000");
    private static final byte[] FEEDBACK =
            Hex.bytes(
                    "AF CD 0006 ; TWCC with padding",
                    "00000001 00000002",
                    "FFFE 0005 ; base sequence number, five packets",
                    "000001 07 ; reference time 64 ms, seventh message",
                    "D1 20 ; two-bit vector: 1 0 1 0 2 0 0",
                    "04 08 ; +1 ms, +2 ms",
                    "FFFC ; -1 ms",
                    "0002 ; padding of two");
    private static final byte[] PLI = Hex.bytes("81 CE 0002 00000001 00000002");
    private static final byte[] FIR =
            Hex.bytes("84 CE 0006 00000001 00000000", "00000002 2A000000", "00000003 2B000000");
    private static final byte[] REMB =
            Hex.bytes(
                    "8F CE 0005 00000001 00000000",
                    "52454D42 ; REMB",
                    "01 07 0D40 ; one SSRC, exponent 1, mantissa 200,000",
                    "00000002");
    private static final byte[] EXTENDED =
            Hex.bytes(
                    "80 CF 0009 00000001 ; XR",
                    "04 00 0002 0123456789ABCDEF ; reference time",
                    "63 00 0000 ; unknown and empty",
                    "05 00 0003 00000002 456789AB 00008000 ; DLRR of half a second");

    private final RtcpParser parser = new RtcpParser();
    private final RecordingHandler handler = new RecordingHandler();

    static Stream<Arguments> packets() {
        return Stream.of(
                Arguments.of(
                        SENDER_REPORT,
                        List.of(
                                "SR 4294967294 ntp=83aa7e8080000000 ts=2147483649 packets=100"
                                        + " bytes=4294967295",
                                "block 4294967294 of 9: fraction=64 lost=-1 highest=131071"
                                        + " jitter=16 lsr=2122350592 dlsr=65536")),
                Arguments.of(RECEIVER_REPORT, List.of()),
                Arguments.of(CNAME, List.of("cname 7 abc")),
                Arguments.of(BYE, List.of("bye 7", "bye 8")),
                Arguments.of(NACK, List.of("nack 1 of 2: 65535 8001", "nack 1 of 2: 16 0000")),
                Arguments.of(
                        FEEDBACK, List.of("feedback 7: 65534=260 65535=lost 0=268 1=lost 2=264")),
                Arguments.of(PLI, List.of("pli 1 of 2")),
                Arguments.of(FIR, List.of("fir 1 of 2 #42", "fir 1 of 3 #43")),
                Arguments.of(REMB, List.of("remb 1 400000")),
                Arguments.of(
                        EXTENDED,
                        List.of(
                                "rrtr 1 0123456789abcdef",
                                "dlrr 1 of 2 lrr=1164413355 dlrr=32768")),
                Arguments.of(Hex.bytes("85 CC 0002 00000001 61626364"), List.of()));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void shouldReadEachPacket(byte[] data, List<String> facts) {
        assertEquals(Verdict.OK, parse(data));
        assertEquals(facts, handler.facts);
    }

    @Test
    void shouldTellRtcpFromRtpByItsType() {
        for (int second = 0; second < 256; second++) {
            byte[] data = {0, (byte) 0x80, (byte) second};
            assertEquals(second >= 192 && second <= 223, RtcpParser.isRtcp(data, 1, 2));
            assertFalse(RtcpParser.isRtcp(data, 1, 1));
        }
    }

    @Test
    void shouldReadACompoundInOrder() {
        byte[] shifted = new byte[500];
        int length = 0;
        for (byte[] part : new byte[][] {SENDER_REPORT, CNAME, PLI, NACK}) {
            System.arraycopy(part, 0, shifted, 3 + length, part.length);
            length += part.length;
        }
        assertEquals(Verdict.OK, parser.parse(0, shifted, 3, length, handler));
        assertEquals(6, handler.facts.size());
        assertEquals("cname 7 abc", handler.facts.get(2));
        assertEquals("nack 1 of 2: 16 0000", handler.facts.get(5));
    }

    @Test
    void shouldHandOnNothingOfDamagedFraming() {
        assertEquals(Verdict.TOO_SHORT, parse(Hex.bytes("80C900")));
        assertEquals(Verdict.LENGTH_OVERRUN, parse(join(PLI, Hex.bytes("80C9"))));
        assertEquals(Verdict.LENGTH_OVERRUN, parse(join(PLI, Hex.bytes("80C90002 00000001"))));
        assertEquals(Verdict.WRONG_VERSION, parse(join(PLI, Hex.bytes("40C90001 00000001"))));
        assertEquals(Verdict.PADDING_OVERRUN, parse(join(PLI, Hex.bytes("A0C90001 00000005"))));
        assertEquals(Verdict.PADDING_OVERRUN, parse(join(PLI, Hex.bytes("A0C90001 00000000"))));
        assertEquals(List.of(), handler.facts);
    }

    @Test
    void shouldHandOnTheOthersWhenOneBodyIsDamaged() {
        byte[] halfSenderReport = Hex.bytes("80 C8 0002 00000001 00000000");
        assertEquals(Verdict.DAMAGED_BODY, parse(join(halfSenderReport, PLI)));
        assertEquals(List.of("pli 1 of 2"), handler.facts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "81 C9 0001 00000007", // a block announced, none there
                "81 CA 0001 00000007", // chunk without its end
                "81 CA 0002 00000007 01 09 6162", // text beyond the packet
                "81 CA 0002 00000007 01 02 6162", // no end behind the text
                "82 CB 0001 00000007", // one source too few
                "81 CD 0001 00000001", // feedback without media SSRC
                "81 CD 0002 00000001 00000002", // NACK without items
                "8F CD 0003 00000001 00000002 00010001", // TWCC without reference time
                "8F CD 0004 00000001 00000002 00010001 00000000", // without chunks
                "8F CD 0005 00000001 00000002 00010000 00000000 00000000", // of no packets
                "8F CD 0005 00000001 00000002 00010003 00000000 0000 0000", // empty runs
                "8F CD 0005 00000001 00000002 00010001 00000000 6001 0000", // reserved symbol
                "8F CD 0005 00000001 00000002 0001FFFF 00000000 1FFF 1FFF", // too many
                "84 CE 0002 00000001 00000002", // FIR without item
                "8F CE 0003 00000001 00000002 52454D42", // REMB without rate
                "80 CF 0000", // XR without SSRC
                "80 CF 0003 00000001 04000002 00000000", // block beyond the packet
            })
    void shouldRefuseDamagedBodies(String hex) {
        assertEquals(Verdict.DAMAGED_BODY, parse(Hex.bytes(hex)));
    }

    @Test
    void shouldClampAnAbsurdRemb() {
        byte[] data = REMB.clone();
        data[17] = (byte) 0xFF; // exponent 63
        assertEquals(Verdict.OK, parse(data));
        assertEquals(List.of("remb 1 " + Long.MAX_VALUE), handler.facts);
    }

    @Test
    void shouldHandOnSeventeenItemsOfANack() {
        byte[] data = new byte[12 + 4 * 300];
        System.arraycopy(Hex.bytes("81CD 012E 00000001 00000002"), 0, data, 0, 12);
        assertEquals(Verdict.OK, parse(data));
        assertEquals(RtcpParser.MAX_NACK_ITEMS, handler.facts.size());
    }

    @Test
    void shouldSurviveEveryTruncationAndDamage() {
        byte[] all = join(SENDER_REPORT, CNAME, BYE, NACK, FEEDBACK, PLI, FIR, REMB, EXTENDED);
        assertEquals(Verdict.OK, parse(all));
        for (int length = 0; length < all.length; length++) {
            parse(Arrays.copyOf(all, length));
        }
        Random random = new Random(17);
        for (int i = 0; i < 200_000; i++) {
            byte[] data = all.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt();
            }
            parser.parse(0, data, 0, data.length, new RtcpHandler() {});
        }
        for (byte[] part :
                new byte[][] {SENDER_REPORT, CNAME, BYE, NACK, FEEDBACK, FIR, REMB, EXTENDED}) {
            shrink(part);
        }
    }

    /** Cuts the body but keeps the framing right. */
    private void shrink(byte[] part) {
        for (int words = part.length / 4 - 1; words >= 1; words--) {
            byte[] cut = Arrays.copyOf(part, words * 4);
            cut[2] = 0;
            cut[3] = (byte) (words - 1);
            parse(cut);
            cut[0] &= (byte) ~0x20;
            parse(cut);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-vp8-simulcast",
                "chromium-vp8-l1t3-rtx-loss",
                "chromium-h264-simulcast",
                "chromium-av-mute-replace",
                "firefox-vp8-simulcast",
                "firefox-opus"
            })
    void shouldReadTheRtcpOfBrowsers(String name) {
        Trace trace = TraceReader.read(name);
        for (TracePacket packet : trace.packets()) {
            if (packet.rtcp()) {
                assertEquals(Verdict.OK, parse(packet.bytes()));
            }
        }
        var outgoing = trace.sidecar().path("rtcp").path("outgoing");
        var incoming = trace.sidecar().path("rtcp").path("incoming");
        assertEquals(outgoing.path("SR").asInt(), count("SR "));
        assertEquals(incoming.path("TWCC").asInt(), count("feedback "));
        assertEquals(incoming.path("PLI").asInt(), count("pli "));
        assertTrue(incoming.path("NACK").asInt() <= count("nack "));
        long lost =
                handler.facts.stream()
                        .filter(fact -> fact.startsWith("feedback "))
                        .mapToLong(fact -> fact.split("lost", -1).length - 1)
                        .sum();
        var transportCc = trace.sidecar().path("rtcp").path("transportCc");
        assertEquals(transportCc.path("packetsReportedMissing").asInt(), lost);
    }

    private long count(String prefix) {
        return handler.facts.stream().filter(fact -> fact.startsWith(prefix)).count();
    }

    private Verdict parse(byte[] data) {
        return parser.parse(0, data, 0, data.length, handler);
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
