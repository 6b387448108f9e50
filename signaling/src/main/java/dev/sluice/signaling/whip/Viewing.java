package dev.sluice.signaling.whip;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.signaling.sdp.Offer;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a WHEP session receives: of one publisher, as many publications as the offer has sections
 * for, camera and microphone before screen. Lives on its session's loop.
 */
final class Viewing {

    private final String publisherId;
    private final Participant viewer;
    private final Map<MediaKind, Long> sections;
    private final Map<String, PublicationInfo> publications = new TreeMap<>();
    private final Set<String> subscribed = new HashSet<>();

    /**
     * Watches that publisher.
     *
     * @param offer says how many sections of each kind there are
     */
    Viewing(ParticipantInfo publisher, Participant viewer, Offer offer) {
        this.publisherId = publisher.id();
        this.viewer = viewer;
        this.sections = receiving(offer);
        publisher.publications().forEach(p -> publications.put(p.id(), p));
    }

    /**
     * Which participant a request means.
     *
     * @param wanted its id, identity or name; null: the only one that publishes
     * @throws RejectedException NOT_FOUND when there is none, CONFLICT when there are several
     */
    static ParticipantInfo choose(List<ParticipantInfo> present, @Nullable String wanted) {
        if (wanted == null) {
            return only(present, p -> !p.publications().isEmpty(), "Nobody publishes here now.");
        }
        for (ParticipantInfo participant : present) {
            if (participant.id().equals(wanted) || participant.identity().equals(wanted)) {
                return participant;
            }
        }
        return only(present, p -> p.name().equals(wanted), "Nobody of that name is here now.");
    }

    private static ParticipantInfo only(
            List<ParticipantInfo> present, Predicate<ParticipantInfo> fits, String none) {
        List<ParticipantInfo> fitting = present.stream().filter(fits).toList();
        if (fitting.isEmpty()) {
            throw new RejectedException(Code.NOT_FOUND, none, Map.of("retryAfterSeconds", 5));
        }
        if (fitting.size() > 1) {
            throw new RejectedException(
                    Code.CONFLICT,
                    "Several fit; say which by ?participant= with an id or identity.",
                    Map.of(
                            "participants",
                            fitting.stream().map(ParticipantInfo::identity).toList()));
        }
        return fitting.get(0);
    }

    /**
     * Refuses an offer that receives nothing.
     *
     * @throws RejectedException BAD_REQUEST
     */
    static void check(Offer offer) {
        if (receiving(offer).isEmpty()) {
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    "The offer receives nothing that we can send; offer a recvonly section.");
        }
    }

    private static Map<MediaKind, Long> receiving(Offer offer) {
        return offer.remote().sections().stream()
                .filter(s -> s.remoteReceives())
                .collect(Collectors.groupingBy(s -> s.kind(), Collectors.counting()));
    }

    /** Subscribes to what it should receive now, and to nothing else. */
    CompletionStage<Void> update() {
        Set<String> wanted = wanted();
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (String id : Set.copyOf(subscribed)) {
            if (!wanted.contains(id)) {
                subscribed.remove(id);
                if (publications.containsKey(id)) {
                    done = done.thenCombine(viewer.unsubscribe(id), (a, b) -> null);
                }
            }
        }
        for (String id : wanted) {
            if (subscribed.add(id)) {
                done = done.thenCombine(viewer.subscribe(id), (a, b) -> null);
            }
        }
        return done;
    }

    private Set<String> wanted() {
        Set<String> wanted = new HashSet<>();
        sections.forEach((kind, count) ->
                publications.values().stream()
                        .filter(p -> p.kind() == kind)
                        .sorted(Comparator.comparing(PublicationInfo::source))
                        .limit(count)
                        .forEach(p -> wanted.add(p.id())));
        return wanted;
    }

    /**
     * Follows the publisher.
     *
     * @return false when it left
     */
    boolean onEvent(RoomEvent event) {
        if (event instanceof RoomEvent.ParticipantLeft left) {
            return !left.participantId().equals(publisherId);
        }
        if (event instanceof RoomEvent.PublicationAdded added
                && added.publication().participantId().equals(publisherId)) {
            publications.put(added.publication().id(), added.publication());
            // A refusal means that it ended meanwhile, which an event tells.
            var unused = update();
        } else if (event instanceof RoomEvent.PublicationRemoved removed
                && publications.remove(removed.publicationId()) != null) {
            var unused = update();
        }
        return true;
    }
}
