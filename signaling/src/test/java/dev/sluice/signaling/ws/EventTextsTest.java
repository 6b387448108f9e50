package dev.sluice.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.RoomEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTextsTest {

    private final EventTexts texts = new EventTexts();

    /** One session takes a row of events, then the next one the same row. */
    @Test
    void shouldWriteEachEventOnceForManySessions() {
        List<RoomEvent> events = new ArrayList<>();
        List<String> first = new ArrayList<>();
        for (int i = 0; i < EventTexts.MAX_REMEMBERED; i++) {
            events.add(new RoomEvent.TypingChanged("pa_" + i, true));
            first.add(texts.text(events.get(i)));
        }
        for (int session = 0; session < 3; session++) {
            for (int i = 0; i < events.size(); i++) {
                assertSame(first.get(i), texts.text(events.get(i)));
            }
        }
        assertTrue(first.get(7).contains("\"pa_7\""), first.get(7));
    }

    @Test
    void shouldTellEqualEventsApart() {
        RoomEvent one = new RoomEvent.TypingChanged("pa_1", true);
        RoomEvent other = new RoomEvent.TypingChanged("pa_1", true);
        assertNotSame(texts.text(one), texts.text(other));
        assertEquals(2, texts.remembered());
    }

    @Test
    void shouldForgetTheOldestBeyondItsBounds() {
        for (int i = 0; i < 3 * EventTexts.MAX_REMEMBERED; i++) {
            texts.text(new RoomEvent.TypingChanged("pa_" + i, true));
        }
        assertEquals(EventTexts.MAX_REMEMBERED, texts.remembered());
        byte[] large = new byte[64 * 1024];
        int fit = (int) (EventTexts.MAX_CHARACTERS / (large.length * 4 / 3));
        for (int i = 0; i < 3 * fit; i++) {
            texts.text(new RoomEvent.DataReceived("pa_1", "", large));
        }
        assertTrue(texts.remembered() <= fit, texts.remembered() + " of " + fit);
        assertTrue(texts.remembered() >= fit - 1, texts.remembered() + " of " + fit);
    }
}
