package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.packet.RtpPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BurstTest {

    @Test
    void shouldSendAVideoFrameInOneRun() {
        Slab[] frame = slabs(1_187, 1_186, 1_187, 1_186, 412);
        assertEquals(List.of("0-5 of 1187"), runs(frame));
    }

    @Test
    void shouldEndARunBehindAMuchShorterPacket() {
        assertEquals(
                List.of("0-3 of 1200", "3-5 of 1200"),
                runs(slabs(1_200, 1_200, 300, 1_200, 1_200)));
    }

    @Test
    void shouldStartARunAtAMuchLongerPacket() {
        assertEquals(List.of("0-1 of 100", "1-3 of 1200"), runs(slabs(100, 1_200, 1_200)));
    }

    @Test
    void shouldPadTheFirstToALittleLongerOne() {
        assertEquals(List.of("0-3 of 110"), runs(slabs(90, 110, 100)));
    }

    @Test
    void shouldNotPadWhatIsPaddedAlready() {
        Slab[] slabs = slabs(90, 110);
        slabs[0].padTo(95);
        assertFalse(slabs[0].canPadTo(110));
        assertEquals(List.of("0-1 of 95", "1-2 of 110"), runs(slabs));
    }

    @Test
    void shouldStayBelowTheLengthOfADatagram() {
        int[] lengths = new int[64];
        Arrays.fill(lengths, 1_400);
        assertEquals(List.of("0-45 of 1400", "45-64 of 1400"), runs(slabs(lengths)));
    }

    @Test
    void shouldPadSoThatAReceiverTakesItOffAgain() {
        Slab slab = slabs(100)[0];
        slab.padTo(148);
        RtpPacket packet = new RtpPacket();
        assertEquals(RtpPacket.Verdict.OK, packet.parse(slab.data, 0, slab.length));
        assertEquals(48, packet.paddingBytes());
        assertEquals(88, packet.payloadBytes());
    }

    @Test
    void shouldKeepTheKernelsRuleForAnyLengths() {
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            int[] lengths = new int[1 + random.nextInt(Burst.MAX_PACKETS)];
            int around = 60 + random.nextInt(1_300);
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] =
                        random.nextInt(8) == 0
                                ? 60 + random.nextInt(1_400)
                                : around + random.nextInt(60);
            }
            Slab[] slabs = slabs(lengths);
            for (Slab slab : slabs) {
                if (random.nextInt(20) == 0) {
                    slab.padTo(slab.length + 1);
                }
            }
            checkRuns(slabs);
        }
    }

    private static void checkRuns(Slab[] slabs) {
        int from = 0;
        while (from < slabs.length) {
            int to = Burst.runEnd(slabs, from, slabs.length);
            assertTrue(to > from && to <= slabs.length);
            int length = Burst.lengthOf(slabs, from, to);
            for (int i = from; i < to; i++) {
                if (i < to - 1) {
                    assertTrue(slabs[i].canPadTo(length), "packet " + i);
                } else {
                    assertTrue(slabs[i].length <= length, "the last of " + from + "-" + to);
                }
            }
            from = to;
        }
    }

    private static List<String> runs(Slab[] slabs) {
        List<String> runs = new ArrayList<>();
        int from = 0;
        while (from < slabs.length) {
            int to = Burst.runEnd(slabs, from, slabs.length);
            runs.add(from + "-" + to + " of " + Burst.lengthOf(slabs, from, to));
            from = to;
        }
        return runs;
    }

    private static Slab[] slabs(int... lengths) {
        Slab[] slabs = new Slab[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            slabs[i] = new Slab();
            slabs[i].data[0] = (byte) 0x80;
            slabs[i].length = lengths[i];
        }
        return slabs;
    }
}
