package dev.sluice.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.packet.Hex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RtcpWriterTest {

    private static final int KINDS = 10;
    private static final byte[] NAME = "abc".getBytes(StandardCharsets.UTF_8);

    private final RtcpWriter writer = new RtcpWriter();
    private final RecordingHandler handler = new RecordingHandler();

    private static ReportBlock block() {
        ReportBlock block = new ReportBlock();
        block.ssrc = 9;
        block.fractionLost = 64;
        block.cumulativeLost = -1;
        block.extendedHighestSequence = 0x1FFFF;
        block.jitter = 16;
        block.lastSenderReport = 0x7E808000L;
        block.delaySinceLastSenderReport = 65_536;
        return block;
    }

    @Test
    void shouldWriteASenderReport() {
        assertTrue(writer.senderReport(0xFFFFFFFEL, 0x83AA7E80_80000000L, 0x80000001L, 100, -1));
        assertTrue(writer.reportBlock(block()));
        assertBytes(
                "81 C8 000C FFFFFFFE 83AA7E80 80000000 80000001 00000064 FFFFFFFF",
                "00000009 40 FFFFFF 0001FFFF 00000010 7E808000 00010000");
    }

    @Test
    void shouldWriteAReceiverReport() {
        assertTrue(writer.receiverReport(7));
        assertBytes("80 C9 0001 00000007");
        assertTrue(writer.reportBlock(block()));
        assertEquals(32, writer.length());
        assertEquals(7, writer.data()[3]);
    }

    @Test
    void shouldPutThirtyOneBlocksIntoAReport() {
        writer.receiverReport(7);
        for (int i = 0; i < 31; i++) {
            assertTrue(writer.reportBlock(block()));
        }
        assertFalse(writer.reportBlock(block()));
        parse();
        assertEquals(31, handler.facts.size());
        assertThrows(
                IllegalStateException.class,
                () -> {
                    writer.pli(1, 2);
                    writer.reportBlock(block());
                });
    }

    @Test
    void shouldWriteNames() {
        assertTrue(writer.cname(7, NAME));
        assertBytes("81 CA 0003 00000007 01 03 616263 00 0000");
        writer.reset();
        assertTrue(writer.cname(7, new byte[] {'a'}));
        assertBytes("81 CA 0002 00000007 01 01 61 00");
    }

    @Test
    void shouldWriteRequests() {
        assertTrue(writer.bye(7));
        assertTrue(writer.pli(1, 2));
        assertTrue(writer.fir(1, 2, 0x12A));
        assertBytes(
                "81 CB 0001 00000007",
                "81 CE 0002 00000001 00000002",
                "84 CE 0004 00000001 00000000 00000002 2A000000");
    }

    @Test
    void shouldWriteExtendedReports() {
        assertTrue(writer.receiverReferenceTime(1, 0x01234567_89ABCDEFL));
        assertTrue(writer.delaySinceLastRr(1, 2, 0x456789ABL, 0x8000));
        assertBytes(
                "80 CF 0004 00000001 04 00 0002 0123456789ABCDEF",
                "80 CF 0005 00000001 05 00 0003 00000002 456789AB 00008000");
    }

    @Test
    void shouldWriteRemb() {
        assertTrue(writer.remb(1, 400_001, new long[] {2, 3}, 2));
        assertBytes("8F CE 0006 00000001 00000000 52454D42 02 07 0D40 00000002 00000003");
        writer.reset();
        assertTrue(writer.remb(1, Long.MAX_VALUE, new long[0], 0));
        assertTrue(writer.remb(1, 0, new long[0], 0));
        assertTrue(writer.remb(1, 262_143, new long[0], 0));
        parse();
        long most = 0x3FFFFL << 45;
        assertEquals(List.of("remb 1 " + most, "remb 1 0", "remb 1 262143"), handler.facts);
    }

    @Test
    void shouldShareNackItems() {
        for (int sequence : new int[] {65_535, 0, 15, 16, 16, 100}) {
            assertTrue(writer.nack(1, 2, sequence));
        }
        assertTrue(writer.nack(1, 3, 101));
        assertBytes(
                "81 CD 0005 00000001 00000002 FFFF 8001 0010 0000 0064 0000",
                "81 CD 0003 00000001 00000003 0065 0000");
    }

    @Test
    void shouldAskForExactlyWhatIsMissing() {
        Random random = new Random(4);
        for (int round = 0; round < 2_000; round++) {
            TreeSet<Integer> missing = new TreeSet<>();
            int sequence = random.nextInt(65_536);
            for (int i = 1 + random.nextInt(400); i > 0; i--) {
                sequence += 1 + random.nextInt(random.nextInt(40) + 1);
                missing.add(sequence);
            }
            TreeSet<Integer> asked = new TreeSet<>();
            int base = missing.first();
            RtcpHandler collector =
                    new RtcpHandler() {
                        @Override
                        public void onNack(
                                long nowNanos, long reporter, long media, int first, int more) {
                            for (int i = 0; i <= 16; i++) {
                                if (i == 0 || (more >>> (i - 1) & 1) != 0) {
                                    assertTrue(asked.add(base + ((first + i - base) & 0xFFFF)));
                                }
                            }
                        }
                    };
            RtcpSink sink =
                    (data, offset, length) ->
                            new RtcpParser().parse(0, data, offset, length, collector);
            for (int one : missing) {
                while (!writer.nack(1, 2, one & 0xFFFF)) {
                    writer.flush(sink);
                }
            }
            writer.flush(sink);
            assertEquals(missing, asked);
        }
    }

    @Test
    void shouldAppendNothingThatDoesNotFit() {
        int[] deltas = new int[20];
        for (int capacity = 0; capacity < 120; capacity += 4) {
            RtcpWriter small = new RtcpWriter(capacity);
            int kindsThatFit = 0;
            for (int kind = 0; kind < KINDS; kind++) {
                small.reset();
                kindsThatFit += write(small, kind, deltas) ? 1 : 0;
                while (appends(small, kind, deltas)) {
                    assertTrue(small.length() <= capacity);
                }
            }
            assertEquals(capacity >= 44, kindsThatFit == KINDS, "capacity " + capacity);
        }
    }

    /** Says false when nothing was appended, and then nothing may have changed. */
    private static boolean appends(RtcpWriter to, int kind, int[] deltas) {
        int before = to.length();
        byte[] bytes = Arrays.copyOf(to.data(), before);
        boolean fits = write(to, kind, deltas);
        if (!fits) {
            assertArrayEquals(bytes, Arrays.copyOf(to.data(), to.length()));
        }
        assertEquals(fits, to.length() > before);
        return fits;
    }

    private static boolean write(RtcpWriter to, int kind, int[] deltas) {
        return switch (kind) {
            case 0 -> to.senderReport(1, 2, 3, 4, 5);
            case 1 -> to.receiverReport(1);
            case 2 -> to.cname(1, NAME);
            case 3 -> to.bye(1);
            case 4 -> to.pli(1, 2);
            case 5 -> to.fir(1, 2, 3);
            case 6 -> to.nack(1, 2, 3 + to.length() * 17);
            case 7 -> to.remb(1, 1_000, new long[] {2}, 1);
            case 8 -> to.delaySinceLastRr(1, 2, 3, 4);
            default -> to.transportFeedback(1, 2, 3, 4, 5, deltas, deltas.length);
        };
    }

    @Test
    void shouldRefuseANameThatItsLengthCannotSay() {
        assertThrows(IllegalArgumentException.class, () -> writer.cname(1, new byte[256]));
    }

    @Test
    void shouldFlushOnlyWhatItHas() {
        List<Integer> lengths = new ArrayList<>();
        writer.flush((data, offset, length) -> lengths.add(length));
        writer.pli(1, 2);
        writer.flush((data, offset, length) -> lengths.add(length));
        assertEquals(List.of(12), lengths);
        assertTrue(writer.isEmpty());
    }

    private void assertBytes(String... hex) {
        assertArrayEquals(Hex.bytes(hex), Arrays.copyOf(writer.data(), writer.length()));
    }

    private void parse() {
        assertEquals(
                RtcpParser.Verdict.OK,
                new RtcpParser().parse(0, writer.data(), 0, writer.length(), handler));
    }
}
