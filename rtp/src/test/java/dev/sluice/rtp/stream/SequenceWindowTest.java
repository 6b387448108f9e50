package dev.sluice.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequenceWindowTest {

    private final SequenceWindow window = new SequenceWindow();

    @Test
    void shouldRefuseWhatItKnows() {
        long first = window.accept(65_535, false);
        assertEquals(first + 1, window.accept(0, false));
        assertEquals(SequenceWindow.DUPLICATE, window.accept(65_535, false));
        assertEquals(first + 3, window.accept(2, false));
        assertEquals(first + 2, window.accept(1, false));
        assertEquals(SequenceWindow.DUPLICATE, window.accept(1, false));
        assertEquals(SequenceWindow.DUPLICATE, window.accept(2, false));
    }

    @Test
    void shouldRefuseWhatIsTooOldToTell() {
        long first = window.accept(10_000, false);
        window.accept(10_000 + SequenceWindow.SIZE, false);
        assertEquals(SequenceWindow.TOO_OLD, window.accept(10_000, false));
        assertEquals(first + 1, window.accept(10_001, false));
    }

    @Test
    void shouldFollowASenderThatStartsOver() {
        long first = window.accept(30_000, false);
        assertEquals(SequenceWindow.TOO_OLD, window.accept(100, false));
        assertEquals(SequenceWindow.TOO_OLD, window.accept(200, false));
        long second = window.accept(201, false);
        assertTrue(second > first);
        assertEquals(201, second & 0xFFFF);
        assertEquals(second + 1, window.accept(202, false));
    }

    @Test
    void shouldNotTakeOldRetransmissionsForANewStart() {
        long first = window.accept(30_000, false);
        assertEquals(SequenceWindow.TOO_OLD, window.accept(100, true));
        assertEquals(SequenceWindow.TOO_OLD, window.accept(101, true));
        assertEquals(first + 1, window.accept(30_001, true));
    }

    @Test
    void shouldForgetAfterAJump() {
        window.accept(0, false);
        window.accept(30_000, false);
        long index = window.accept(60_000, false);
        assertEquals(index - 1, window.accept(59_999, false));
        assertEquals(SequenceWindow.DUPLICATE, window.accept(60_000, false));
    }

    @Test
    void shouldPutAnotherStreamBehind() {
        long before = window.accept(50_000, false);
        window.startOver(50_001);
        long after = window.accept(50_001, false);
        assertTrue(after >= before + 65_536);
        assertEquals(after - 1, window.accept(50_000, false));
        assertEquals(after + 1, window.accept(50_002, false));
        assertEquals(SequenceWindow.DUPLICATE, window.accept(50_001, false));
    }

    @Test
    void shouldAgreeWithASetOverAMillionPackets() {
        Random random = new Random(42);
        Set<Long> known = new HashSet<>();
        long base = 65_500;
        long highest = -1;
        long offset = Long.MIN_VALUE;
        for (int i = 0; i < 1_000_000; i++) {
            base += random.nextInt(1_000) == 0 ? random.nextInt(5_000) : random.nextInt(3);
            long sent = base - (random.nextInt(4) == 0 ? random.nextInt(200) : 0);
            long index = window.accept((int) (sent & 0xFFFF), false);
            if (offset == Long.MIN_VALUE) {
                offset = index - sent;
            }
            highest = Math.max(highest, sent);
            if (sent <= highest - SequenceWindow.SIZE) {
                assertEquals(SequenceWindow.TOO_OLD, index);
            } else if (known.add(sent)) {
                assertEquals(sent + offset, index);
            } else {
                assertEquals(SequenceWindow.DUPLICATE, index);
            }
        }
    }
}
