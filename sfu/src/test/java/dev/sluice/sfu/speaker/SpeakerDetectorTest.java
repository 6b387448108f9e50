package dev.sluice.sfu.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpeakerDetectorTest {

    private static final long MILLI = 1_000_000L;
    private static final long FRAME = 20 * MILLI;
    private static final int LOUD = 25;
    private static final int QUIET = 60;
    private static final int SILENT = 127;

    private final SpeakerDetector<String> detector = new SpeakerDetector<>(3);
    private long now = 1_000_000_000L;
    private int changes;

    /** All speak for {@code millis} at the given levels: name, level, name, level... */
    private void speak(int millis, Object... levels) {
        for (int t = 0; t < millis; t += 20) {
            for (int i = 0; i < levels.length; i += 2) {
                detector.level(now, (String) levels[i], (int) levels[i + 1]);
            }
            now += FRAME;
            detector.selected(now);
            changes += detector.onTimeout(now) ? 1 : 0;
        }
    }

    @Test
    void shouldFindNobodyInSilence() {
        speak(2_000, "a", SILENT, "b", SILENT);
        assertNull(detector.dominant());
        assertEquals(List.of(), detector.selected(now));
        assertEquals(SILENT, detector.level(now, "a"));
    }

    @Test
    void shouldFindTheFirstWhoSpeaks() {
        speak(400, "a", QUIET + 30, "b", LOUD);
        assertEquals("b", detector.dominant());
    }

    @Test
    void shouldFollowTheConversation() {
        speak(2_000, "a", LOUD, "b", SILENT);
        assertEquals("a", detector.dominant());
        speak(1_500, "a", SILENT, "b", LOUD);
        assertEquals("b", detector.dominant());
        speak(1_500, "a", LOUD, "b", SILENT);
        assertEquals("a", detector.dominant());
        assertEquals(3, changes);
    }

    /** As they cross from loop to loop, at whatever distance from the decisions, and jittered. */
    @Test
    void shouldFollowLevelsThatComeInPieces() {
        Random random = new Random(3);
        for (int phase = 0; phase < 100; phase += 10) {
            SpeakerDetector<String> room = new SpeakerDetector<>(3);
            long[] next = {phase * MILLI, 50 * MILLI};
            for (int millis = 0; millis < 9_000; millis += 10) {
                long nanos = now + millis * MILLI;
                boolean first = millis / 3_000 % 2 == 0;
                for (int i = 0; i < 2; i++) {
                    if (millis * MILLI >= next[i]) {
                        next[i] += (80 + random.nextInt(41)) * MILLI;
                        piece(room, nanos, i == 0 ? "a" : "b", first == (i == 0) ? LOUD : SILENT);
                    }
                }
                if (millis % 100 == 0) {
                    room.onTimeout(nanos);
                }
                if (millis % 3_000 == 2_900) {
                    assertEquals(first ? "a" : "b", room.dominant(), phase + " ms, " + millis);
                }
            }
        }
    }

    private static void piece(SpeakerDetector<String> room, long nanos, String speaker, int level) {
        for (int i = 4; i >= 0; i--) {
            room.level(nanos - i * FRAME, speaker, level);
        }
    }

    @Test
    void shouldKeepTheSpeakerThroughAPause() {
        speak(2_000, "a", LOUD, "b", QUIET);
        speak(5_000, "a", SILENT, "b", QUIET + 20);
        assertEquals("a", detector.dominant());
        assertEquals(1, changes);
    }

    @Test
    void shouldNotFallForACough() {
        speak(2_000, "a", LOUD, "b", SILENT);
        speak(60, "a", LOUD, "b", 5);
        speak(2_000, "a", LOUD, "b", SILENT);
        assertEquals("a", detector.dominant());
        assertEquals(1, changes);
    }

    @Test
    void shouldNotChangeWhileTwoSpeakAlike() {
        Random random = new Random(1);
        speak(1_000, "a", LOUD, "b", SILENT);
        for (int i = 0; i < 200; i++) {
            speak(20, "a", LOUD + random.nextInt(6), "b", LOUD + random.nextInt(6));
        }
        assertEquals("a", detector.dominant());
    }

    @Test
    void shouldTakeMissingLevelsForSilence() {
        speak(2_000, "a", LOUD, "b", SILENT);
        speak(1_500, "b", LOUD);
        assertEquals("b", detector.dominant());
        assertEquals(SILENT, detector.level(now + 5_000_000_000L, "b"));
    }

    @Test
    void shouldForgetWhoLeft() {
        speak(1_000, "a", LOUD, "b", SILENT);
        detector.remove("a");
        assertNull(detector.dominant());
        speak(400, "b", LOUD);
        assertEquals("b", detector.dominant());
    }

    @Test
    void shouldSelectTheLoudestAndTheDominant() {
        speak(1_000, "a", LOUD);
        assertEquals("a", detector.dominant());
        speak(400, "a", SILENT, "b", 30, "c", 31, "d", 32, "e", 33);
        List<String> selected = detector.selected(now);
        assertTrue(selected.containsAll(List.of("a", "b", "c", "d")), selected.toString());
        assertFalse(selected.contains("e"), selected.toString());
    }

    @Test
    void shouldKeepAPlaceForAWhile() {
        speak(1_000, "a", LOUD);
        speak(200, "b", 30, "c", 30, "d", 30, "e", SILENT);
        assertEquals(List.of("a", "b", "c", "d"), detector.selected(now));
        speak(140, "b", SILENT, "c", 30, "d", 30, "e", 20);
        assertEquals(List.of("a", "b", "c", "d", "e"), detector.selected(now));
        speak(200, "b", SILENT, "c", 30, "d", 30, "e", SILENT);
        assertTrue(detector.selected(now).contains("e"));
        speak(200, "b", SILENT, "c", 30, "d", 30, "e", SILENT);
        assertFalse(detector.selected(now).contains("e"));
    }

    @Test
    void shouldTellLevels() {
        speak(1_000, "a", 40);
        assertEquals(40, detector.level(now, "a"), 1);
    }
}
