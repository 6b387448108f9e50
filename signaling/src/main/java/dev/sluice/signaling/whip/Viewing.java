package dev.sluice.signaling.whip;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.signaling.auth.SourceNames;
import dev.sluice.signaling.sdp.Offer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a WHEP session receives: of one publisher, as many publications as the offer has sections
 * for, camera and microphone before screen. The publisher is one for good, or whoever speaks. Lives
 * on its session's loop.
 */
final class Viewing {

    private final Participant viewer;
    private final Map<MediaKind, Long> sections;

    /** Follows the dominant speaker. */
    private final boolean follows;

    /** Of the publisher, and of the others too where one of them may be the next. */
    private final Map<String, PublicationInfo> publications = new LinkedHashMap<>();

    private final Set<String> subscribed = new HashSet<>();

    /** Null: nobody publishes any more. */
    private @Nullable String publisherId;

    private @Nullable String dominantId;

    /**
     * Watches one of those who are there.
     *
     * @param wanted as in {@link #choose}
     * @param dominantId the dominant speaker, if there is one
     * @param offer says how many sections of each kind there are
     * @throws RejectedException as {@link #choose}
     */
    Viewing(
            List<ParticipantInfo> present,
            @Nullable String wanted,
            @Nullable String dominantId,
            Participant viewer,
            Offer offer) {
        this.viewer = viewer;
        this.sections = receiving(offer);
        this.follows = wanted == null;
        this.dominantId = dominantId;
        String chosen = choose(present, wanted, dominantId).id();
        this.publisherId = chosen;
        for (ParticipantInfo participant : present) {
            if (follows || participant.id().equals(chosen)) {
                participant.publications().forEach(p -> publications.put(p.id(), p));
            }
        }
    }

    /**
     * Which participant a request means.
     *
     * @param wanted its id, identity or name; null: the dominant speaker, or the only one that
     *     publishes
     * @throws RejectedException NOT_FOUND when there is none, CONFLICT when there are several
     */
    static ParticipantInfo choose(
            List<ParticipantInfo> present, @Nullable String wanted, @Nullable String dominantId) {
        if (wanted == null) {
            List<ParticipantInfo> publishers =
                    present.stream().filter(p -> !p.publications().isEmpty()).toList();
            for (ParticipantInfo publisher : publishers) {
                if (publisher.id().equals(dominantId)) {
                    return publisher;
                }
            }
            return only(
                    publishers,
                    "Nobody publishes here now.",
                    "Several publish and none of them has spoken yet; say which by ?participant="
                            + " with an id or identity.");
        }
        for (ParticipantInfo participant : present) {
            if (participant.id().equals(wanted) || participant.identity().equals(wanted)) {
                return participant;
            }
        }
        return only(
                present.stream().filter(p -> p.name().equals(wanted)).toList(),
                "Nobody of that name is here now.",
                "Several have that name; say which by ?participant= with an id or identity.");
    }

    private static ParticipantInfo only(List<ParticipantInfo> fitting, String none, String many) {
        if (fitting.isEmpty()) {
            throw new RejectedException(Code.NOT_FOUND, none, Map.of("retryAfterSeconds", 5));
        }
        if (fitting.size() > 1) {
            throw new RejectedException(
                    Code.CONFLICT,
                    many,
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

    /**
     * Refuses a viewer to whom something would stay black or silent.
     *
     * @param undecodable the codecs of the publications that cannot be decoded, by id
     * @throws RejectedException CONFLICT, in words
     */
    void checkDecodable(Map<String, String> undecodable) {
        List<String> sources = new ArrayList<>();
        List<String> words = new ArrayList<>();
        undecodable.forEach((id, codec) -> {
            PublicationInfo publication = publications.get(id);
            if (publication != null) {
                String source = SourceNames.of(publication.source());
                sources.add(source);
                words.add("the " + source + " is sent as " + codec);
            }
        });
        if (!words.isEmpty()) {
            throw new RejectedException(
                    Code.CONFLICT,
                    "The offer takes no codec that this comes in: "
                            + String.join(", ", words)
                            + ". Offer that, ask the sender for another codec, or leave out the"
                            + " section.",
                    Map.of("undecodable", sources));
        }
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
        sections.forEach((kind, count) -> {
            List<PublicationInfo> theirs = ofPublisher(kind);
            if (theirs.isEmpty()) {
                // A speaker without a camera is heard beside the picture that is there.
                subscribed.stream().filter(id -> isThere(id, kind)).forEach(wanted::add);
            }
            theirs.stream().limit(count).forEach(p -> wanted.add(p.id()));
        });
        return wanted;
    }

    private List<PublicationInfo> ofPublisher(MediaKind kind) {
        return publications.values().stream()
                .filter(p -> p.kind() == kind && p.participantId().equals(publisherId))
                .sorted(Comparator.comparing(PublicationInfo::source))
                .toList();
    }

    private boolean isThere(String publicationId, MediaKind kind) {
        PublicationInfo publication = publications.get(publicationId);
        return publication != null && publication.kind() == kind;
    }

    /**
     * Follows the publisher.
     *
     * @return false when it left for good
     */
    boolean onEvent(RoomEvent event) {
        if (event instanceof RoomEvent.ParticipantLeft left) {
            if (!follows) {
                return !left.participantId().equals(publisherId);
            }
            publications.values().removeIf(p -> p.participantId().equals(left.participantId()));
        } else if (event instanceof RoomEvent.SpeakersChanged speakers && follows) {
            dominantId = speakers.dominantId();
        } else if (event instanceof RoomEvent.PublicationAdded added
                && (follows || added.publication().participantId().equals(publisherId))) {
            publications.put(added.publication().id(), added.publication());
        } else if (!(event instanceof RoomEvent.PublicationRemoved removed
                && publications.remove(removed.publicationId()) != null)) {
            return true;
        }
        if (follows) {
            publisherId = next();
        }
        // A refusal means that a publication ended meanwhile, which an event tells.
        var unused = update();
        return true;
    }

    /** Whoever speaks; else whom we have; else who has published for longest. */
    private @Nullable String next() {
        if (publishes(dominantId)) {
            return dominantId;
        }
        if (publishes(publisherId)) {
            return publisherId;
        }
        return publications.values().stream()
                .map(PublicationInfo::participantId)
                .filter(this::publishes)
                .findFirst()
                .orElse(null);
    }

    private boolean publishes(@Nullable String participantId) {
        return publications.values().stream()
                .anyMatch(p ->
                        p.participantId().equals(participantId) && sections.containsKey(p.kind()));
    }
}
