package dev.sluice.sfu.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.StatsHistory.StreamHistory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTableTest {

    private final SampleTable table = new SampleTable(4, 2, List.of("bps", "lost"));

    @Test
    void shouldKeepTheNewestSamples() {
        for (int sample = 1; sample <= 6; sample++) {
            table.next();
            table.put("a", 0, 0, sample * 10);
            table.put("a", 0, 1, sample);
        }
        assertEquals(List.of(30, 40, 50, 60), values("a", "bps"));
        assertEquals(List.of(3, 4, 5, 6), values("a", "lost"));
        assertEquals(11, table.sum("a", 0, 1, 2));
        assertEquals(18, table.sum("a", 0, 1, 100));
    }

    @Test
    void shouldLeaveOutWhatWasNotMeasured() {
        table.next();
        table.put("a", 0, 0, 1);
        table.next();
        table.next();
        table.put("b", 1, 0, 2.6);
        table.put("b", 1, 1, -5);
        assertEquals(Arrays.asList(1, null, null), values("a", "bps"));
        assertEquals(Arrays.asList(null, null, 3), values("b", "bps"));
        assertEquals(Arrays.asList(null, null, 0), values("b", "lost"));
        assertEquals(Arrays.asList(null, null, null), values("a", "lost"));
        assertEquals(0, table.sum("nobody", 0, 0, 4));
    }

    @Test
    void shouldFillTheGapOfAStreamThatComesBack() {
        table.next();
        table.put("a", 0, 0, 1);
        table.next();
        table.put("a", 0, 0, 2);
        table.next();
        table.next();
        table.next();
        table.put("a", 0, 0, 5);
        assertEquals(Arrays.asList(2, null, null, 5), values("a", "bps"));
    }

    @Test
    void shouldForgetStreamsThatEndedAndTakeNoMoreThanItsLimit() {
        table.next();
        table.put("a", 0, 0, 1);
        table.put("b", 0, 0, 1);
        table.put("c", 0, 0, 1);
        assertEquals(List.of("a", "b"), streams());
        for (int sample = 0; sample < 4; sample++) {
            table.next();
            table.put("b", 0, 0, 1);
        }
        assertEquals(List.of("b"), streams());
        table.put("c", 0, 0, 1);
        assertTrue(streams().contains("c"));
    }

    private List<String> streams() {
        return table.read().stream().map(StreamHistory::publicationId).toList();
    }

    private List<Integer> values(String stream, String column) {
        return table.read().stream()
                .filter(each -> each.publicationId().equals(stream))
                .findFirst()
                .orElseThrow()
                .values()
                .get(column);
    }
}
