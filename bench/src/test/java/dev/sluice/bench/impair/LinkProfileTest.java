package dev.sluice.bench.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LinkProfileTest {

    @Test
    void shouldReadStepsThatBuildOnEachOther() {
        LinkProfile profile =
                LinkProfile.parse("delay=50ms jitter=5ms loss=2% rate=3M, 20s: rate=0.5M queue=1s");
        LinkConditions first =
                new LinkConditions(50_000_000, 5_000_000, 0.02, 3_000_000, 300_000_000);
        assertEquals(2, profile.steps().size());
        assertEquals(new LinkProfile.Step(0, first), profile.steps().get(0));
        assertEquals(
                new LinkProfile.Step(
                        20_000_000_000L, first.withRateBps(500_000).withQueueNanos(1_000_000_000)),
                profile.steps().get(1));
    }

    @Test
    void shouldBePerfectWhenEmptyAndUntilTheFirstInstant() {
        assertEquals(LinkProfile.steady(LinkConditions.PERFECT), LinkProfile.parse(""));
        LinkProfile late = LinkProfile.parse("1m: rate=none loss=0.5");
        assertEquals(LinkConditions.PERFECT, late.steps().get(0).conditions());
        assertEquals(60_000_000_000L, late.steps().get(1).atNanos());
        assertEquals(0.5, late.steps().get(1).conditions().loss());
    }

    @Test
    void shouldSayWhatIsWrong() {
        String[][] wrong = {
            {"delay=50", "a time"},
            {"delay=ms", "a time"},
            {"rate=3Q", "a rate"},
            {"loss=x", "a share"},
            {"loss=200%", "0 to 1"},
            {"delay=-5ms", "below 0"},
            {"speed=3M", "give delay="},
            {"5s: rate=1M, 5s: rate=2M", "rise"},
            {"5: rate=1M", "a time"},
        };
        for (String[] each : wrong) {
            var thrown =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> LinkProfile.parse(each[0]),
                            each[0]);
            String message = String.valueOf(thrown.getMessage());
            assertTrue(message.contains(each[1]), each[0] + ": " + message);
        }
    }
}
