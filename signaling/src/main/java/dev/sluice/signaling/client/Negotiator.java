package dev.sluice.signaling.client;

import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.signaling.sdp.Answer;
import dev.sluice.signaling.sdp.AnswerReader;
import dev.sluice.signaling.sdp.Capabilities;
import dev.sluice.signaling.sdp.OfferWriter;
import dev.sluice.signaling.sdp.OfferedSection;
import dev.sluice.signaling.sdp.Origin;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SdpWriter;
import dev.sluice.signaling.sdp.SessionDescription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the sections of a participant's session and offers them: one offer in flight at most, what
 * is asked for meanwhile goes into the next (RFC 9429). Owned by the participant's loop.
 */
final class Negotiator {

    private final SignalingChannel signaling;
    private final Supplier<IceCredentials> credentials;
    private final Fingerprint fingerprint;
    private final AnswerSink answers;
    private final List<Section> sections = new ArrayList<>();
    private final String sessionId;
    private List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private boolean inFlight;
    private int revision;
    private long version;
    private int nextMid;

    /** Takes each answer before the stages of its offer complete. */
    interface AnswerSink {

        void onAnswer(Answer answer) throws IOException;
    }

    /** A section; {@code publication} is null for a slot. */
    private static final class Section {

        final String mid;
        final MediaKind kind;
        final @Nullable LocalPublication publication;
        boolean closed;

        /** The server knows that it is closed: its place may be used anew. */
        boolean free;

        Section(String mid, MediaKind kind, @Nullable LocalPublication publication) {
            this.mid = mid;
            this.kind = kind;
            this.publication = publication;
        }
    }

    Negotiator(
            SignalingChannel signaling,
            String sessionId,
            Supplier<IceCredentials> credentials,
            Fingerprint fingerprint,
            AnswerSink answers) {
        this.signaling = signaling;
        this.sessionId = sessionId;
        this.credentials = credentials;
        this.fingerprint = fingerprint;
        this.answers = answers;
    }

    /** The mid of the next section to be added. */
    String nextMid() {
        return Integer.toString(nextMid++);
    }

    /** Adds the section of a publication, in the place of a closed one if there is one. */
    void add(LocalPublication publication) {
        Section section = new Section(publication.mid(), publication.kind(), publication);
        for (int i = 0; i < sections.size(); i++) {
            if (sections.get(i).free) {
                sections.set(i, section);
                return;
            }
        }
        sections.add(section);
    }

    void remove(LocalPublication publication) {
        for (Section section : sections) {
            if (section.publication == publication) {
                section.closed = true;
            }
        }
    }

    /** Adds slots until there are so many in all. */
    void wantSlots(int newRevision, int audio, int video) {
        revision = Math.max(revision, newRevision);
        while (slots(MediaKind.AUDIO) < audio || slots(MediaKind.VIDEO) < video) {
            MediaKind kind =
                    slots(MediaKind.AUDIO) < audio
                                    && (slots(MediaKind.AUDIO) <= slots(MediaKind.VIDEO)
                                            || slots(MediaKind.VIDEO) >= video)
                            ? MediaKind.AUDIO
                            : MediaKind.VIDEO;
            sections.add(new Section(nextMid(), kind, null));
        }
    }

    int slots(MediaKind kind) {
        return (int) sections.stream().filter(s -> s.publication == null && s.kind == kind).count();
    }

    /** Offers what the sections are now. Completes when that is answered and applied. */
    CompletionStage<Void> negotiate() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        waiting.add(result);
        if (!inFlight) {
            offer();
        }
        return result;
    }

    private void offer() {
        inFlight = true;
        List<CompletableFuture<Void>> served = waiting;
        List<Section> closing = sections.stream().filter(section -> section.closed).toList();
        waiting = new ArrayList<>();
        SessionDescription offer =
                new OfferWriter(credentials.get(), fingerprint, List.of())
                        .offer(Origin.of(sessionId, ++version), offered());
        ObjectNode request = SignalingChannel.message("offer").put("sdp", SdpWriter.write(offer));
        ObjectNode publications = request.putObject("publications");
        for (Section section : sections) {
            if (section.publication != null && !section.closed) {
                publications.put(section.mid, section.publication.id());
            }
        }
        request.put("revision", revision);
        signaling
                .request(request)
                .whenComplete((reply, failure) -> {
                    inFlight = false;
                    closing.forEach(section -> section.free |= failure == null);
                    Throwable problem = failure != null ? failure : apply(reply, offer);
                    for (CompletableFuture<Void> done : served) {
                        if (problem == null) {
                            done.complete(null);
                        } else {
                            done.completeExceptionally(problem);
                        }
                    }
                    if (!waiting.isEmpty() && !inFlight) {
                        offer();
                    }
                });
    }

    private @Nullable Throwable apply(JsonNode reply, SessionDescription offer) {
        try {
            answers.onAnswer(
                    AnswerReader.read(
                            RoomMessages.text(reply, "sdp"), offer, Capabilities.STANDARD));
            return null;
        } catch (SdpException | IOException e) {
            return e;
        }
    }

    private List<OfferedSection> offered() {
        List<OfferedSection> offered = new ArrayList<>();
        for (Section section : sections) {
            LocalPublication publication = section.publication;
            offered.add(
                    publication == null
                            ? LocalPublication.slot(section.mid, section.kind)
                            : publication.section(section.closed));
        }
        return offered;
    }
}
