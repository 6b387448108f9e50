package dev.sluice.signaling.whip;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.signaling.sdp.Offer;
import dev.sluice.signaling.session.Negotiation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes one WHIP or WHEP session and follows its events until the participant left. All but the
 * constructor runs on its loop.
 */
final class SessionStart {

    private final HttpSessions sessions;
    private final MediaServer media;
    private final Executor loop;
    private final String id;
    private final Negotiation negotiation;
    private final Offer offer;
    private final List<RoomEvent> early = new ArrayList<>();
    private final Map<String, String> undecodable = new TreeMap<>();
    private @Nullable Viewing viewing;
    private @Nullable Participant participant;
    private boolean gone;

    /**
     * Reads the offer.
     *
     * @throws dev.sluice.sfu.api.RejectedException when it is malformed
     */
    SessionStart(HttpSessions sessions, MediaServer media, Executor loop, String sdp) {
        this.sessions = sessions;
        this.media = media;
        this.loop = loop;
        this.id = sessions.newName();
        this.negotiation = new Negotiation(media.limits());
        this.offer = negotiation.read(sdp);
    }

    CompletionStage<HttpSessions.Started> publish(String room, JoinRequest request) {
        Publishing publishing = new Publishing(offer);
        return join(room, request).thenComposeAsync(joined -> publish(joined, publishing), loop);
    }

    private CompletionStage<HttpSessions.Started> publish(Joined joined, Publishing publishing) {
        Participant me = joined.participant();
        participant = me;
        return publishing
                .reserve(me)
                .thenComposeAsync(ids -> negotiate(me, ids), loop)
                .whenComplete((s, failure) -> undo(joined, failure));
    }

    CompletionStage<HttpSessions.Started> play(
            String room, JoinRequest request, @Nullable String wanted) {
        Viewing.check(offer);
        // Who is meant is decided before the join: a refused viewer leaves no trace in the room.
        return media.participants(room)
                .thenCombine(
                        dominant(room),
                        (present, dominant) -> Viewing.choose(present, wanted, dominant).id())
                .thenCompose(publisher ->
                        join(room, request)
                                .thenComposeAsync(
                                        joined -> watch(joined, wanted == null ? null : publisher),
                                        loop));
    }

    /** Nobody in a room that there is not. */
    private CompletionStage<@Nullable String> dominant(String room) {
        return media.room(room)
                .handle((info, refused) -> refused == null ? info.dominantId() : null);
    }

    private CompletionStage<Joined> join(String room, JoinRequest request) {
        return media.join(room, request, this::pass);
    }

    /** From the media server, on any thread. */
    private void pass(RoomEvent event) {
        try {
            loop.execute(() -> onEvent(event));
        } catch (RejectedExecutionException closed) {
            // Signalling ended before the media server: nobody listens any more.
        }
    }

    /** Null: whoever speaks. */
    private CompletionStage<HttpSessions.Started> watch(Joined joined, @Nullable String publisher) {
        Participant viewer = joined.participant();
        return CompletableFuture.completedFuture(joined.others())
                .thenCompose(others -> {
                    String dominant = joined.room().dominantId();
                    viewing = new Viewing(others, publisher, dominant, viewer, offer);
                    participant = viewer;
                    early.forEach(this::onEvent);
                    return viewing.update();
                })
                .thenComposeAsync(nothing -> negotiate(viewer, Map.of()), loop)
                .thenComposeAsync(this::decodable, loop)
                .whenComplete((s, failure) -> undo(joined, failure));
    }

    /** Refuses a viewer that could see or hear only part of it, rather than show it black. */
    private CompletionStage<HttpSessions.Started> decodable(HttpSessions.Started started) {
        // What the slots cannot carry is told before the statistics, which are asked for later.
        return started.session()
                .participant()
                .stats()
                .thenApplyAsync(
                        stats -> {
                            if (viewing != null) {
                                viewing.checkDecodable(undecodable);
                            }
                            return started;
                        },
                        loop);
    }

    private CompletionStage<HttpSessions.Started> negotiate(
            Participant me, Map<String, String> publications) {
        return me.negotiate(offer.remote(), publications, 0)
                .thenApplyAsync(local -> started(me, publications, local), loop);
    }

    private HttpSessions.Started started(
            Participant me, Map<String, String> publications, LocalDescription local) {
        String etag = '"' + sessions.newName() + '"';
        HttpSession session =
                new HttpSession(
                        id, me, negotiation, publications, offer.remote().ice(), etag, loop);
        if (!gone) {
            sessions.add(session);
        }
        return new HttpSessions.Started(session, negotiation.answer(offer, local));
    }

    private static void undo(Joined joined, @Nullable Throwable failure) {
        if (failure != null) {
            var unused = joined.participant().leave();
        }
    }

    private void onEvent(RoomEvent event) {
        if (event instanceof RoomEvent.Left) {
            gone = true;
            sessions.remove(id);
            return;
        }
        if (event instanceof RoomEvent.Undecodable e) {
            undecodable.put(e.publicationId(), e.codec());
            return;
        }
        Viewing watching = viewing;
        if (watching == null) {
            keep(event);
        } else if (!watching.onEvent(event) && participant != null) {
            var unused = participant.leave();
        }
    }

    /** Of interest to a viewer only, and there until it knows its publisher. */
    private void keep(RoomEvent event) {
        if (participant == null) {
            early.add(event);
        }
    }
}
