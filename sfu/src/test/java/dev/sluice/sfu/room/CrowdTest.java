package dev.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.Quality.Level;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.Source;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More people in a room than anybody looks at. */
class CrowdTest {

    private static final Quality EXCELLENT = new Quality(Level.EXCELLENT, 9.5, 4.3);
    private static final Quality POOR = new Quality(Level.POOR, 3, 2.5);

    private final RoomKit kit = new RoomKit(101);
    private RoomKit.Person ada;
    private RoomKit.Person eve;

    @BeforeEach
    void fill() {
        ada = kit.person("ada", null);
        eve = kit.person("eve", null);
        for (int i = 0; i < 99; i++) {
            kit.person("p" + i, null);
        }
    }

    @Test
    void shouldTellTheQualityOfAListenerToItselfAlone() {
        kit.room.quality(ada.in(), POOR);
        kit.room.quality(ada.in(), EXCELLENT);
        assertEquals(List.of(Level.POOR, Level.EXCELLENT), heardOfAda(ada));
        assertEquals(List.of(), heardOfAda(eve));
        ada.publishes(Source.MICROPHONE);
        assertEquals(List.of(), heardOfAda(eve));
    }

    @Test
    void shouldTellOthersOnceAListenerSpeaks() {
        kit.room.quality(ada.in(), POOR);
        ada.publishes(Source.MICROPHONE);
        ada.publishes(Source.CAMERA);
        assertEquals(List.of(Level.POOR), heardOfAda(eve));
    }

    @Test
    void shouldNotLeaveOthersWithWhatIsTrueNoMore() {
        String microphone = ada.publishes(Source.MICROPHONE);
        kit.room.quality(ada.in(), POOR);
        kit.room.unpublish(ada.in(), microphone);
        kit.room.quality(ada.in(), EXCELLENT);
        assertEquals(List.of(Level.POOR, Level.EXCELLENT), heardOfAda(eve));
        kit.room.quality(ada.in(), POOR);
        assertEquals(List.of(Level.POOR, Level.EXCELLENT), heardOfAda(eve));
    }

    private List<Level> heardOfAda(RoomKit.Person person) {
        return person.heard(RoomEvent.QualityChanged.class).stream()
                .filter(event -> event.participantId().equals(ada.id()))
                .map(event -> event.quality().level())
                .toList();
    }
}
