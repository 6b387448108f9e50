package dev.sluice.sfu.server;

import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.explain.CallTrace.Happening;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The newest things that happened in a room. Owned by the room's loop. */
final class RoomTimeline {

    private static final int CAPACITY = 500;

    private final ArrayDeque<Happening> happenings = new ArrayDeque<>();

    void tell(long atMillis, ServerEvent event) {
        if (event instanceof ServerEvent.ParticipantEntered entered) {
            add(atMillis, "participant-joined", entered.participant(), null, null);
        } else if (event instanceof ServerEvent.ParticipantGone gone) {
            add(atMillis, "participant-left", gone.participant(), null, word(gone.reason()));
        } else if (event instanceof ServerEvent.PublicationStarted started) {
            var publication = started.publication();
            add(
                    new Happening(
                            atMillis,
                            "publication-started",
                            publication.participantId(),
                            null,
                            publication.id(),
                            word(publication.source())));
        } else if (event instanceof ServerEvent.PublicationEnded ended) {
            var publication = ended.publication();
            add(
                    new Happening(
                            atMillis,
                            "publication-ended",
                            publication.participantId(),
                            null,
                            publication.id(),
                            word(publication.source())));
        } else if (event instanceof ServerEvent.Moderated act) {
            String what = act.actor() + ": " + word(act.action());
            String target = act.target() == null ? "" : " " + act.target();
            String detail = act.detail() == null ? "" : " " + act.detail();
            add(new Happening(atMillis, "moderated", null, null, null, what + target + detail));
        }
    }

    /** Something about a participant. */
    void add(
            long atMillis,
            String what,
            ParticipantInfo participant,
            @Nullable String publication,
            @Nullable String detail) {
        add(
                new Happening(
                        atMillis, what, participant.id(), participant.name(), publication, detail));
    }

    List<Happening> all() {
        return List.copyOf(happenings);
    }

    private void add(Happening happening) {
        if (happenings.size() == CAPACITY) {
            happenings.removeFirst();
        }
        happenings.addLast(happening);
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
