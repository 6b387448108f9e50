package dev.sluice.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldKeepTheLastMessagesByNumberAndSize() {
        Transcript transcript = new Transcript(3, 100, 120_000_000_000L);
        for (int i = 1; i <= 4; i++) {
            assertEquals("{\"n\":" + i + ",\"a\":0}", transcript.add(0, "{\"a\":0}"));
        }
        assertNull(transcript.after(0));
        assertEquals(List.of("{\"n\":4,\"a\":0}"), transcript.after(3));
        assertEquals(3, transcript.after(1).size());
        transcript.add(0, "{" + "x".repeat(98) + "}");
        assertNull(transcript.after(3));
        assertEquals(1, transcript.after(4).size());
        assertNull(transcript.after(6), "never said");
    }

    @Test
    void shouldSayWhatIsTooLongToBeKept() {
        Transcript transcript = new Transcript(3, 100, 120_000_000_000L);
        transcript.add(0, "{\"a\":0}");
        String tooLong = "\"" + "x".repeat(100) + "\":0}";
        assertEquals("{\"n\":2," + tooLong, transcript.add(0, "{" + tooLong));
        assertNull(transcript.after(1), "it is gone, and with it the way back");
        assertEquals("{\"n\":3,\"a\":0}", transcript.add(0, "{\"a\":0}"));
        assertEquals(List.of("{\"n\":3,\"a\":0}"), transcript.after(2));
    }

    @Test
    void shouldForgetWhatNobodyCanComeBackFor() {
        Transcript transcript = new Transcript(1_024, 1 << 20, 120_000_000_000L);
        transcript.add(0, "{\"a\":1}");
        transcript.add(60 * SECOND, "{\"a\":2}");
        assertEquals(2, transcript.after(0).size());
        transcript.add(121 * SECOND, "{\"a\":3}");
        assertNull(transcript.after(0));
        assertEquals(2, transcript.after(1).size());
        assertEquals(List.of(), transcript.after(3));
    }
}
