package dev.sluice.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.packet.Hex;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransportFeedbackTest {

    private static final int LOST = TransportFeedback.NOT_RECEIVED;

    private final RtcpWriter writer = new RtcpWriter(40_000);
    private final TransportFeedback feedback = new TransportFeedback();

    @Test
    void shouldReadARun() {
        byte[] body =
                Hex.bytes(
                        "0001 0003 ; base 1, three packets",
                        "FFFFFF 02 ; reference time -1",
                        "2003 ; run of three small deltas",
                        "04 FF 00");
        assertTrue(feedback.parse(body, 0, body.length));
        assertEquals(3, feedback.count());
        assertEquals(1, feedback.baseSequence());
        assertEquals(-1, feedback.referenceTime());
        assertEquals(2, feedback.feedbackCount());
        long base = -TransportFeedback.REFERENCE_NANOS;
        assertEquals(base + 4 * TransportFeedback.TICK_NANOS, feedback.arrivalNanos(0));
        assertEquals(base + 259 * TransportFeedback.TICK_NANOS, feedback.arrivalNanos(1));
        assertEquals(base + 259 * TransportFeedback.TICK_NANOS, feedback.arrivalNanos(2));
    }

    @Test
    void shouldReadAOneBitVector() {
        byte[] body =
                Hex.bytes("FFFF 000E 000000 00", "A001 ; 14 symbols: 1 at 0 and at 13", "01 02");
        assertTrue(feedback.parse(body, 0, body.length));
        for (int i = 0; i < 14; i++) {
            assertEquals(i == 0 || i == 13, feedback.received(i));
        }
        assertEquals(12, feedback.sequence(13));
        assertEquals(3 * TransportFeedback.TICK_NANOS, feedback.arrivalNanos(13));
    }

    /** Each form of chunk, and deltas of both sizes: what does not hold them all is refused. */
    @Test
    void shouldRefuseEveryTruncation() {
        byte[] whole =
                Hex.bytes(
                        "FFFE 0019 ; base 65534, 25 packets",
                        "000001 00",
                        "2002 ; run of two small deltas",
                        "D500 ; 7 symbols of two bits: 1 1 1 0 0 0 0",
                        "A001 ; 14 symbols of one bit",
                        "4002 ; run of two large deltas",
                        "01 02 03 04 05 06 07 0102 0304");
        assertTrue(feedback.parse(whole, 0, whole.length));
        assertEquals(25, feedback.count());
        for (int length = 0; length < whole.length; length++) {
            assertFalse(feedback.parse(Arrays.copyOf(whole, length), 0, length), "" + length);
            assertEquals(0, feedback.count());
        }
    }

    @Test
    void shouldForgetTheMessageBefore() {
        byte[] body = Hex.bytes("0001 0001 000000 00 2001 04");
        assertTrue(feedback.parse(body, 0, body.length));
        assertFalse(feedback.parse(body, 0, body.length - 1));
        assertEquals(0, feedback.count());
    }

    @Test
    void shouldWriteARun() {
        assertWritten(new int[] {4, 5}, "8F CD 0005", "2002 ; two small", "04 05");
        assertWritten(new int[] {0, 255}, "8F CD 0005", "2002 ; two small", "00 FF");
    }

    @Test
    void shouldWriteATwoBitVectorForLargeDeltas() {
        assertWritten(new int[] {4, 256, -1}, "AF CD 0006", "DA00 ; 1 2 2", "04 0100 FFFF 01");
    }

    @Test
    void shouldWriteAOneBitVectorForSmallDeltas() {
        assertWritten(new int[] {4, LOST, 5}, "8F CD 0005", "A800 ; 1 0 1", "04 05");
    }

    @Test
    void shouldWriteARunOfLoss() {
        int[] deltas = new int[21];
        Arrays.fill(deltas, LOST);
        deltas[20] = 4;
        assertWritten(deltas, "AF CD 0006", "0014 ; twenty lost", "2001 ; one small", "04 000003");
    }

    private void assertWritten(int[] deltas, String header, String... chunksAndDeltas) {
        writer.reset();
        assertTrue(writer.transportFeedback(1, 2, 7, 9, 3, deltas, deltas.length));
        String fixed = String.format("00000001 00000002 0007 %04x 000009 03", deltas.length);
        byte[] expected = Hex.bytes(header + fixed + String.join("", strip(chunksAndDeltas)));
        assertArrayEquals(expected, Arrays.copyOf(writer.data(), writer.length()));
    }

    private static String[] strip(String[] lines) {
        return Arrays.stream(lines).map(line -> line.split(";", 2)[0]).toArray(String[]::new);
    }

    @Test
    void shouldReadWhatItWrites() {
        Random random = new Random(13);
        RtcpParser parser = new RtcpParser();
        for (int round = 0; round < 20_000; round++) {
            int[] deltas = randomDeltas(random);
            int base = random.nextInt(65_536);
            int reference = random.nextInt(1 << 24) - (1 << 23);
            writer.reset();
            assertTrue(
                    writer.transportFeedback(
                            1, 2, base, reference, round & 0xFF, deltas, deltas.length));
            RtcpHandler check =
                    new RtcpHandler() {
                        @Override
                        public void onTransportFeedback(
                                long nowNanos, long reporter, TransportFeedback read) {
                            assertEquals(reference, read.referenceTime());
                            assertDeltas(deltas, base, read);
                        }
                    };
            RtcpParser.Verdict verdict = parser.parse(0, writer.data(), 0, writer.length(), check);
            assertEquals(RtcpParser.Verdict.OK, verdict);
        }
    }

    private static void assertDeltas(int[] deltas, int base, TransportFeedback read) {
        assertEquals(deltas.length, read.count());
        long ticks = read.referenceTime() * 256L;
        for (int i = 0; i < deltas.length; i++) {
            assertEquals(deltas[i] != LOST, read.received(i));
            assertEquals((base + i) & 0xFFFF, read.sequence(i));
            if (deltas[i] != LOST) {
                ticks += deltas[i];
                assertEquals(ticks * TransportFeedback.TICK_NANOS, read.arrivalNanos(i));
            }
        }
    }

    /** Stretches of loss, of small and of large deltas, short and long. */
    private static int[] randomDeltas(Random random) {
        int[] deltas = new int[1 + random.nextInt(random.nextInt(50) == 0 ? 8_192 : 200)];
        int i = 0;
        while (i < deltas.length) {
            int kind = random.nextInt(3);
            int end = Math.min(deltas.length, i + 1 + random.nextInt(random.nextInt(40) + 1));
            while (i < end) {
                deltas[i++] =
                        switch (kind) {
                            case 0 -> LOST;
                            case 1 -> random.nextInt(256);
                            default -> random.nextInt(65_536) - 32_768;
                        };
            }
        }
        return deltas;
    }

    @Test
    void shouldFitFourHundredAndEightyStatusesIntoADatagram() {
        Random random = new Random(31);
        RtcpWriter datagram = new RtcpWriter();
        for (int round = 0; round < 2_000; round++) {
            int[] deltas = new int[480];
            for (int i = 0; i < deltas.length; i++) {
                deltas[i] = random.nextInt(10) == 0 ? random.nextInt(256) : -1 - random.nextInt(99);
            }
            datagram.reset();
            assertTrue(datagram.transportFeedback(1, 2, 3, 4, 5, deltas, deltas.length));
        }
    }
}
