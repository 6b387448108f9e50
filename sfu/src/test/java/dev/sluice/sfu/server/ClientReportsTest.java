package dev.sluice.sfu.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.sfu.api.ClientReport;
import dev.sluice.sfu.api.ClientReport.ReceivedReport;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.StatsHistory.StreamHistory;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientReportsTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ClientReports reports = new ClientReports();

    @Test
    void shouldTakeOneEachFiveSecondsOrALittleEarlier() {
        reports.add(-SECOND, report("a", 0));
        refused(Code.LIMIT, () -> reports.add(2 * SECOND, report("a", 0)));
        reports.add(3 * SECOND, report("a", 1));
        assertEquals(1, reports.fresh(4 * SECOND).received().get(0).freezes());
    }

    @Test
    void shouldNotBelieveWhatIsOld() {
        assertNull(reports.fresh(0));
        reports.add(0, report("a", 0));
        assertNotNull(reports.fresh(15 * SECOND));
        assertNull(reports.fresh(16 * SECOND));
        assertEquals(16_000, reports.trace(16 * SECOND).ageMillis());
        assertNotNull(reports.trace(16 * SECOND).latest());
    }

    @Test
    void shouldKeepFiveMinutes() {
        for (int i = 0; i < 100; i++) {
            reports.add(i * 5 * SECOND, report("a", i));
        }
        StreamHistory history = reports.trace(0).received().get(0);
        List<Integer> freezes = history.values().get("freezes");
        assertEquals(60, freezes.size());
        assertEquals(99, freezes.get(59));
        assertEquals(40, freezes.get(0));
    }

    @Test
    void shouldRefuseWhatIsTooMuchOrImpossible() {
        refused(Code.BAD_REQUEST, () -> report("x".repeat(129), 0));
        refused(Code.BAD_REQUEST, () -> report("a", -1));
        refused(
                Code.BAD_REQUEST,
                () ->
                        new ClientReport(
                                1,
                                0,
                                "",
                                "",
                                Collections.nCopies(65, report("a", 0).received().get(0)),
                                List.of()));
        refused(
                Code.BAD_REQUEST,
                () -> new ClientReport(1, 0, "b".repeat(129), "", List.of(), List.of()));
    }

    private static void refused(Code code, Runnable action) {
        assertEquals(code, assertThrows(RejectedException.class, action::run).code());
    }

    private static ClientReport report(String publication, long freezes) {
        ReceivedReport received =
                new ReceivedReport(
                        publication, "VP8", "", 640, 360, 25, 125, 0, freezes, 0, 0, 0, 0, 0, 0);
        return new ClientReport(5_000, 0, "Chrome", "Linux", List.of(received), List.of());
    }
}
