package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SoundSamplingTest {

    private static final long MS = 1_000_000L;

    private final SoundSampling sound = new SoundSampling();

    @Test
    void shouldTrackEachPacketAtFirst() {
        assertEquals(50, trackedOf(50));
    }

    @Test
    void shouldTrackEightASecondWhileSampling() {
        sound.sampling(true);
        assertEquals(9, trackedOf(50), "at 0, 120, ... 960 ms");
    }

    @Test
    void shouldTrackAgainAtOnceWhenSamplingEnds() {
        sound.sampling(true);
        assertTrue(sound.tracks(0));
        assertFalse(sound.tracks(20 * MS));
        sound.sampling(false);
        assertTrue(sound.tracks(40 * MS));
    }

    @Test
    void shouldLetATrackedPacketStandForThoseBefore() {
        sound.sampling(true);
        sound.untracked(150);
        sound.untracked(130);
        assertEquals(400, sound.standsFor(120));
        assertEquals(120, sound.standsFor(120));
    }

    /** A section without the extension: its sound is no other's. */
    @Test
    void shouldCountNothingWhileEachIsTracked() {
        sound.untracked(150);
        assertEquals(120, sound.standsFor(120));
    }

    /** Of a second of packets, 20 ms apart. */
    private int trackedOf(int packets) {
        int tracked = 0;
        for (int i = 0; i < packets; i++) {
            tracked += sound.tracks(i * 20 * MS) ? 1 : 0;
        }
        return tracked;
    }
}
