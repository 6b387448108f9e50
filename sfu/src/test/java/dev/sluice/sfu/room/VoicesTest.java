package dev.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.Source;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VoicesTest {

    private static final int PLACES = 3;

    /** Voices tell members nothing. */
    private static final MemberSink NOBODY =
            (MemberSink)
                    Proxy.newProxyInstance(
                            MemberSink.class.getClassLoader(),
                            new Class<?>[] {MemberSink.class},
                            (proxy, method, arguments) -> {
                                throw new AssertionError("told " + method.getName());
                            });

    private final Voices voices = new Voices(PLACES);
    private final List<Member> members = new ArrayList<>();
    private final List<Publication> microphones = new ArrayList<>();

    private void people(int count) {
        for (int i = 0; i < count; i++) {
            JoinRequest request = JoinRequest.builder("m" + i, "m" + i).build();
            Member member = new Member("m" + i, request, Role.PARTICIPANT, NOBODY);
            Publication microphone =
                    new Publication("p" + i, member, Source.MICROPHONE, MediaKind.AUDIO);
            microphone.goLive("a");
            members.add(member);
            microphones.add(microphone);
        }
        voices.count(microphones);
    }

    private Set<Integer> carried() {
        Set<Integer> carried = new HashSet<>();
        for (int i = 0; i < microphones.size(); i++) {
            if (voices.carries(microphones.get(i))) {
                carried.add(i);
            }
        }
        return carried;
    }

    @Test
    void shouldCarryEverybodyInASmallRoom() {
        people(PLACES);
        assertEquals(Set.of(0, 1, 2), carried());
    }

    @Test
    void shouldCarryTheLatestSpeakersOfALargeRoom() {
        people(6);
        assertEquals(Set.of(), carried());
        assertTrue(voices.speaking(List.of(members.get(4))));
        assertTrue(voices.speaking(List.of(members.get(1), members.get(2))));
        assertEquals(Set.of(1, 2, 4), carried());
        assertTrue(voices.speaking(List.of(members.get(5))));
        assertEquals(Set.of(1, 2, 5), carried());
    }

    @Test
    void shouldKeepThePlaceOfASpeakerWhoPauses() {
        people(6);
        voices.speaking(List.of(members.get(0)));
        voices.speaking(List.of());
        voices.speaking(List.of(members.get(1)));
        assertEquals(Set.of(0, 1), carried());
    }

    @Test
    void shouldAlwaysCarryWhatIsNoVoice() {
        people(6);
        Publication screen =
                new Publication("s", members.get(3), Source.SCREEN_AUDIO, MediaKind.AUDIO);
        assertTrue(voices.carries(screen));
    }

    @Test
    void shouldNeverCarryMoreThanItsPlaces() {
        people(20);
        Random random = new Random(9);
        for (int i = 0; i < 10_000; i++) {
            List<Member> speaking = new ArrayList<>();
            for (int j = random.nextInt(PLACES + 1); j > 0; j--) {
                Member speaker = members.get(random.nextInt(members.size()));
                if (!speaking.contains(speaker)) {
                    speaking.add(speaker);
                }
            }
            Set<Integer> before = carried();
            boolean changed = voices.speaking(speaking);
            assertEquals(!before.equals(carried()), changed);
            assertTrue(carried().size() <= PLACES);
            for (Member speaker : speaking) {
                assertTrue(carried().contains(members.indexOf(speaker)));
            }
        }
    }
}
