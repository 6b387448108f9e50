package dev.sluice.sfu.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketOrderTest {

    private final List<String> heard = new ArrayList<>();
    private final PacketOrder order =
            new PacketOrder(
                    new PacketListener() {
                        @Override
                        public void onPacket(TappedPacket packet) {
                            heard.add(packet.index + ":" + packet.payload[0]);
                        }

                        @Override
                        public void onGap(long packets) {
                            heard.add("gap " + packets);
                        }
                    });
    private final TappedPacket reused = new TappedPacket();

    @Test
    void shouldHoldEarlyPacketsWithTheirBytes() {
        arrive(10, 0);
        arrive(12, 1);
        arrive(13, 2);
        arrive(11, 3);
        arrive(14, 4);
        assertEquals(List.of("10:10", "11:11", "12:12", "13:13", "14:14"), heard);
    }

    @Test
    void shouldStopWaitingForWhatNeverComes() {
        arrive(1, 0);
        arrive(4, 1);
        arrive(5, 400);
        assertEquals(List.of("1:1"), heard);
        arrive(6, 402);
        arrive(2, 403);
        assertEquals(List.of("1:1", "gap 2", "4:4", "5:5", "6:6"), heard);
    }

    @Test
    void shouldTellNothingOfPaddingAndRepeats() {
        arrive(1, 0);
        reused.payloadBytes = 0;
        reused.index = 2;
        order.onPacket(reused);
        arrive(3, 1);
        arrive(3, 2);
        assertEquals(List.of("1:1", "3:3"), heard);
    }

    @Test
    void shouldStartAnewWithANewStream() {
        arrive(70_000, 0);
        arrive(70_002, 1);
        arrive(5, 2);
        arrive(6, 3);
        assertEquals(List.of("70000:112", "gap 1", "70002:114", "5:5", "6:6"), heard);
    }

    @Test
    void shouldBoundWhatWaits() {
        arrive(0, 0);
        for (int i = 2; i <= PacketOrder.MAX_WAITING + 2; i++) {
            arrive(i, 1);
        }
        assertEquals(List.of("0:0", "gap 1", "2:2"), heard.subList(0, 3));
    }

    @Test
    void shouldKeepTheOrderOfAnyShuffledStream() {
        Random dice = new Random(5);
        List<Long> left = new ArrayList<>();
        for (long i = 0; i < 20_000; i++) {
            left.add(i);
        }
        // Nothing is more than 50 packets late.
        for (int i = 1; i + 50 < left.size(); i += 50) {
            java.util.Collections.shuffle(left.subList(i, i + 50), dice);
        }
        for (int i = 0; i < left.size(); i++) {
            arrive(left.get(i), i);
        }
        for (int i = 0; i < left.size(); i++) {
            assertEquals(i + ":" + (byte) i, heard.get(i));
        }
    }

    private void arrive(long index, long millis) {
        reused.index = index;
        reused.payload[0] = (byte) index;
        reused.payloadBytes = 1;
        reused.arrivalNanos = millis * 1_000_000L;
        order.onPacket(reused);
    }
}
