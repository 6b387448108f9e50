package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SilenceWatchTest {

    private static final long MS = 1_000_000L;
    private static final long START = 5_000_000_000L;

    private final SilenceWatch watch = new SilenceWatch();

    @Test
    void shouldNoticeThatAStreamBreaksOff() {
        long now = stream();
        assertFalse(watch.poll(now + 399 * MS));
        assertTrue(watch.poll(now + 400 * MS));
        assertFalse(watch.poll(now + 401 * MS), "once for each while");
        assertTrue(watch.poll(now + 800 * MS));
        assertTrue(watch.poll(now + 1_200 * MS));
        assertFalse(watch.poll(now + 2_199 * MS), "less often after a while");
        assertTrue(watch.poll(now + 2_200 * MS));
        watch.heard(now + 2_250 * MS);
        assertFalse(watch.poll(now + 60_000 * MS), "an answer ends it");
    }

    @Test
    void shouldBeCalmAgainWhenTheStreamIsBack() {
        long now = stream();
        assertTrue(watch.poll(now + 400 * MS));
        watch.heard(now + 450 * MS);
        assertFalse(watch.poll(now + 900 * MS), "one datagram is no stream");
    }

    @Test
    void shouldNotMindWhatComesRarely() {
        for (int i = 0; i < 10; i++) {
            watch.heard(START + i * 1_000 * MS);
            assertFalse(watch.poll(START + i * 1_000 * MS + 999 * MS));
        }
    }

    /** When its last datagram comes. */
    private long stream() {
        for (int i = 0; i < 10; i++) {
            watch.heard(START + i * 20 * MS);
        }
        return START + 180 * MS;
    }
}
