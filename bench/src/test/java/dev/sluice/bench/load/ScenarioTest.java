package dev.sluice.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.Source;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {

    @ParameterizedTest
    @CsvSource({
        // scenario, size, people, rooms, senders of video, of audio, receivers
        "meeting, 3x3, 3, 1, 3, 3, 3",
        "meeting, 2x5, 5, 1, 2, 2, 5",
        "broadcast, 1x9, 10, 1, 1, 1, 9",
        "audio, 4x4, 4, 1, 0, 4, 4",
        "calls, 5x2, 10, 5, 10, 10, 10",
        "churn, 3x3, 3, 1, 3, 3, 3",
        "screen-share, 1x6, 6, 1, 1, 6, 6"
    })
    void shouldCastTheRoles(
            String kind, String size, int people, int rooms, int video, int audio, int receivers) {
        List<Scenario.Role> roles = Scenario.parse(kind, size).roles();
        assertEquals(people, roles.size());
        assertEquals(people, roles.stream().map(r -> r.room() + r.identity()).distinct().count());
        assertEquals(rooms, roles.stream().map(Scenario.Role::room).distinct().count());
        assertEquals(
                video,
                roles.stream()
                        .filter(r ->
                                r.sends().contains(Source.CAMERA)
                                        || r.sends().contains(Source.SCREEN))
                        .count());
        assertEquals(
                audio, roles.stream().filter(r -> r.sends().contains(Source.MICROPHONE)).count());
        assertEquals(receivers, roles.stream().filter(Scenario.Role::receives).count());
    }

    @ParameterizedTest
    @CsvSource({"party, 3x3", "meeting, 3", "meeting, 0x3", "meeting, 4x3", "audio, x"})
    void shouldRefuseWhatIsNoScenario(String kind, String size) {
        assertThrows(IllegalArgumentException.class, () -> Scenario.parse(kind, size));
    }

    @Test
    void shouldComplainOfAHarnessThatCannotKeepUp() {
        assertEquals(
                List.of(),
                new ClientHealth(0.5, 1, false, 5_000_000, 5_000_000, 0, 0, 0.5).complaints());
        assertEquals(
                5,
                new ClientHealth(0.95, 1, false, 200_000_000, 200_000_000, 1, 1, 0.5)
                        .complaints()
                        .size());
        assertTrue(
                new ClientHealth(0.5, 1, false, 0, 0, 7, 0, 0.5)
                        .complaints()
                        .get(0)
                        .startsWith("7 datagrams"));
    }
}
