package dev.sluice.sfu.room;

import dev.sluice.sfu.api.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose microphones are carried in a room with more of them than anybody can listen to: those of
 * the latest speakers. A speaker who falls silent keeps the place until somebody else needs it, so
 * that the next word is not cut. Owned by the room's loop.
 */
final class Voices {

    private final int places;

    /** The latest speakers, the one silent for longest first. */
    private final Set<Member> latest = new LinkedHashSet<>();

    private int live;

    /**
     * @param places how many microphones are carried at most
     */
    Voices(int places) {
        this.places = places;
    }

    /** Takes note of who there is; says whether that may change what is carried. */
    boolean count(Collection<Publication> publications) {
        boolean all = live <= places;
        live = 0;
        for (Publication publication : publications) {
            if (isVoice(publication) && publication.live()) {
                live++;
            }
        }
        return all != (live <= places);
    }

    /** Whether a publication is to be carried as far as its sound goes. */
    boolean carries(Publication publication) {
        return !isVoice(publication) || live <= places || latest.contains(publication.publisher());
    }

    /** These speak now, the loudest first; says whether that changes what is carried. */
    boolean speaking(List<Member> speakers) {
        List<Member> before = List.copyOf(latest);
        for (int i = speakers.size() - 1; i >= 0; i--) {
            Member speaker = speakers.get(i);
            latest.remove(speaker);
            latest.add(speaker);
        }
        List<Member> surplus = new ArrayList<>(latest);
        for (int i = 0; i < surplus.size() - places; i++) {
            latest.remove(surplus.get(i));
        }
        return live > places && !(latest.containsAll(before) && before.containsAll(latest));
    }

    void forget(Member member) {
        latest.remove(member);
    }

    private static boolean isVoice(Publication publication) {
        return publication.source() == Source.MICROPHONE;
    }
}
