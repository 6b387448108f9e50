package dev.sluice.signaling.kit;

import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.ClientReport;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.PeerConnection;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.ReceiveMode;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.api.TrackSettings;
import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A participant of {@link FakeMediaServer}. Its state belongs to the server's thread. */
public final class FakeParticipant implements Participant {

    /** What was offered last. */
    public volatile RemoteDescription offered;

    /** With which publications. */
    public volatile Map<String, String> offeredPublications = Map.of();

    public volatile int offeredRevision;

    public final JoinRequest request;

    final Consumer<RoomEvent> events;
    final Map<String, PublicationInfo> publications = new TreeMap<>();
    private final Set<String> subscriptions = new TreeSet<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final FakeMediaServer server;
    private final String id;
    private final String room;
    private ParticipantInfo.Presence presence = ParticipantInfo.Presence.HERE;
    private int negotiations;

    FakeParticipant(
            FakeMediaServer server,
            String id,
            String room,
            JoinRequest request,
            Consumer<RoomEvent> events) {
        this.server = server;
        this.id = id;
        this.room = room;
        this.request = request;
        this.events = events;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String identity() {
        return request.identity();
    }

    @Override
    public String name() {
        return request.name();
    }

    @Override
    public String roomName() {
        return room;
    }

    public Set<String> subscriptions() {
        return server.call(s -> Set.copyOf(subscriptions));
    }

    public ParticipantInfo.Presence presence() {
        return server.call(s -> presence);
    }

    ParticipantInfo info() {
        return new ParticipantInfo(
                id,
                identity(),
                name(),
                ParticipantInfo.ConnectionState.CONNECTING,
                List.copyOf(publications.values()),
                Role.PARTICIPANT,
                presence,
                0,
                false,
                false,
                Map.of());
    }

    @Override
    public CompletionStage<RoomReply> command(RoomCommand command) {
        return FakeMediaServer.notHere();
    }

    @Override
    public void presence(ParticipantInfo.Presence now) {
        server.thread().execute(() -> presence = now);
    }

    @Override
    public CompletionStage<Void> trackSettings(String publicationId, TrackSettings settings) {
        return FakeMediaServer.notHere();
    }

    @Override
    public CompletionStage<Void> receiveMode(ReceiveMode mode) {
        return FakeMediaServer.notHere();
    }

    @Override
    public CompletionStage<Void> report(ClientReport report) {
        return FakeMediaServer.notHere();
    }

    @Override
    public CompletionStage<TransportStats> stats() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<String> publish(Source source, MediaKind kind) {
        return run(() -> {
            if (!request.permissions().publish().contains(source)) {
                throw new RejectedException(Code.FORBIDDEN, "may not publish " + source);
            }
            if (publications.values().stream().anyMatch(p -> p.source() == source)) {
                throw new RejectedException(Code.CONFLICT, source + " is taken");
            }
            PublicationInfo info =
                    new PublicationInfo(server.newId("pu_"), id, source, kind, false);
            publications.put(info.id(), info);
            return info.id();
        });
    }

    @Override
    public CompletionStage<Void> unpublish(String publicationId) {
        return run(() -> {
            own(publicationId);
            publications.remove(publicationId);
            server.tellOthers(this, new RoomEvent.PublicationRemoved(publicationId, id));
            return null;
        });
    }

    @Override
    public CompletionStage<Void> mute(String publicationId, boolean muted) {
        return run(() -> {
            PublicationInfo old = own(publicationId);
            PublicationInfo now =
                    new PublicationInfo(old.id(), id, old.source(), old.kind(), muted);
            publications.put(now.id(), now);
            server.tellOthers(this, new RoomEvent.PublicationUpdated(now));
            return null;
        });
    }

    private PublicationInfo own(String publicationId) {
        PublicationInfo found = publications.get(publicationId);
        if (found == null) {
            throw new RejectedException(Code.NOT_FOUND, "no publication " + publicationId);
        }
        return found;
    }

    @Override
    public CompletionStage<Void> subscribe(String publicationId) {
        return run(() -> {
            if (server.publicationOfOthers(this, publicationId) == null) {
                throw new RejectedException(Code.NOT_FOUND, "no " + publicationId);
            }
            subscriptions.add(publicationId);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> unsubscribe(String publicationId) {
        return run(() -> {
            subscriptions.remove(publicationId);
            return null;
        });
    }

    @Override
    public CompletionStage<PeerConnection> connect(String further) {
        throw new UnsupportedOperationException("one connection is enough for signalling");
    }

    @Override
    public CompletionStage<LocalDescription> negotiate(
            RemoteDescription offer, Map<String, String> sending, int revision) {
        CompletableFuture<LocalDescription> answer = new CompletableFuture<>();
        server.thread()
                .execute(() -> {
                    waiting.add(() -> apply(offer, sending, revision, answer));
                    if (server.negotiates) {
                        goOn();
                    }
                });
        return answer;
    }

    void goOn() {
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    private void apply(
            RemoteDescription offer,
            Map<String, String> sending,
            int revision,
            CompletableFuture<LocalDescription> answer) {
        offered = offer;
        offeredPublications = Map.copyOf(sending);
        offeredRevision = revision;
        for (String publication : sending.values()) {
            if (!publications.containsKey(publication)) {
                answer.completeExceptionally(
                        new RejectedException(Code.NOT_FOUND, "no publication " + publication));
                return;
            }
            server.tellOthers(this, new RoomEvent.PublicationAdded(publications.get(publication)));
        }
        answer.complete(local(offer));
    }

    private LocalDescription local(RemoteDescription offer) {
        Map<String, LocalDescription.SlotIdentity> slots = new HashMap<>();
        for (MediaSection section : offer.sections()) {
            if (section.remoteReceives()) {
                slots.put(
                        section.mid(),
                        new LocalDescription.SlotIdentity(
                                1000 + slots.size(), 2000 + slots.size(), "cname", "s", "t"));
            }
        }
        String ufrag = "ufrag" + ++negotiations;
        return new LocalDescription(
                new IceCredentials(ufrag, "passwordpasswordpassword"),
                new Fingerprint("sha-256", "AB" + ":CD".repeat(31)),
                List.of(
                        new Candidate(
                                "1",
                                1,
                                Protocol.UDP,
                                2_130_706_431L,
                                "192.0.2.1",
                                7882,
                                "host",
                                "")),
                slots);
    }

    @Override
    public CompletionStage<Void> leave() {
        return end(LeaveReason.LEFT);
    }

    @Override
    public CompletionStage<Void> timeOut() {
        return end(LeaveReason.TIMEOUT);
    }

    private CompletionStage<Void> end(LeaveReason reason) {
        CompletableFuture<Void> left = new CompletableFuture<>();
        server.thread()
                .execute(() -> {
                    server.remove(this, reason);
                    left.complete(null);
                });
        return left;
    }

    private <T> CompletionStage<T> run(Supplier<T> action) {
        return CompletableFuture.supplyAsync(
                () -> {
                    if (!server.isThere(this)) {
                        throw new RejectedException(Code.NOT_FOUND, "the participant left");
                    }
                    return action.get();
                },
                server.thread());
    }
}
