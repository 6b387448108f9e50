package dev.sluice.bench.target;

import dev.sluice.bench.target.JanusSession.Reply;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessPeer;
import dev.sluice.signaling.client.MediaOptions;
import dev.sluice.signaling.client.ParticipantListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Into rooms of Janus's VideoRoom plugin: publishers offer, subscribers answer. A subscriber gets
 * all feeds that its room has when it comes, at least one; it waits for the first.
 */
public final class JanusDoor implements Door {

    private static final String PLUGIN = "janus.plugin.videoroom";
    private static final int TRIES = 20;
    private static final Executor LATER =
            CompletableFuture.delayedExecutor(250, TimeUnit.MILLISECONDS);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final JanusSession session;
    private final ClientGroup clients;
    private final MediaOptions options;
    private final Map<String, CompletionStage<Room>> rooms = new ConcurrentHashMap<>();

    /** A room of Janus and the first feed in it. */
    private record Room(long id, CompletableFuture<Long> feed) {}

    public JanusDoor(JanusSession session, ClientGroup clients, int authenticateOneIn) {
        this.session = session;
        this.clients = clients;
        this.options = MediaOptions.DEFAULT.withAuthenticateOneIn(authenticateOneIn);
    }

    @Override
    public CompletionStage<Member> enter(Guest guest, ParticipantListener listener) {
        boolean sends = !guest.sends().isEmpty();
        if (sends && !guest.receives().isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IOException("a handle of VideoRoom sends or receives: run broadcast"));
        }
        return rooms.computeIfAbsent(guest.room(), this::create)
                .thenCompose(room ->
                        clients.peer(options, listener)
                                .thenCompose(peer ->
                                        (sends ? publish(room, peer, guest) : subscribe(room, peer))
                                                .whenComplete((done, failure) -> {
                                                    if (failure != null) {
                                                        peer.close();
                                                    }
                                                })));
    }

    private CompletionStage<Room> create(String name) {
        ObjectNode body = JSON.objectNode().put("request", "create");
        // No cap on the bitrate, and keyframe requests are the viewers' alone.
        body.put("publishers", 100).put("bitrate", 0).put("description", name);
        body.put("videocodec", "vp8,h264,vp9,av1").put("audiocodec", "opus");
        return session.attach(PLUGIN)
                .thenCompose(handle -> session.message(handle, body, null))
                .thenApply(reply ->
                        new Room(reply.data().path("room").asLong(), new CompletableFuture<>()));
    }

    private CompletionStage<Member> publish(Room room, HeadlessPeer peer, Guest guest) {
        ObjectNode join =
                JSON.objectNode()
                        .put("request", "joinandconfigure")
                        .put("ptype", "publisher")
                        .put("room", room.id())
                        .put("display", guest.identity());
        return session.attach(PLUGIN)
                .thenCompose(handle ->
                        peer.offer(guest.sends(), List.of())
                                .thenCompose(offer ->
                                        session.message(handle, join, jsep("offer", offer)))
                                .thenCompose(reply ->
                                        peer.answered(reply.jsep())
                                                .thenApply(sent -> {
                                                    long id = reply.data().path("id").asLong();
                                                    peer.connected()
                                                            .thenAccept(
                                                                    up -> room.feed().complete(id));
                                                    return new PeerMember(
                                                            peer,
                                                            sent,
                                                            () -> session.detach(handle));
                                                })));
    }

    private CompletionStage<Member> subscribe(Room room, HeadlessPeer peer) {
        return room.feed()
                .thenCompose(feed -> session.attach(PLUGIN))
                .thenCompose(handle ->
                        offered(handle, room, TRIES)
                                .thenCompose(reply -> peer.answer(reply.jsep()))
                                .thenCompose(answer ->
                                        session.message(
                                                handle,
                                                JSON.objectNode().put("request", "start"),
                                                jsep("answer", answer)))
                                .thenApply(started ->
                                        new PeerMember(
                                                peer, List.of(), () -> session.detach(handle))));
    }

    /** Janus knows a feed some time after its publisher has connected. */
    private CompletionStage<Reply> offered(long handle, Room room, int tries) {
        return session.message(handle, subscription(room, room.feed().join()), null)
                .handle((reply, failure) -> {
                    if (failure == null || tries <= 1) {
                        return failure == null
                                ? CompletableFuture.completedFuture(reply)
                                : CompletableFuture.<Reply>failedFuture(failure);
                    }
                    return CompletableFuture.runAsync(() -> {}, LATER)
                            .thenCompose(done -> offered(handle, room, tries - 1));
                })
                .thenCompose(stage -> stage);
    }

    private static ObjectNode subscription(Room room, long feed) {
        ObjectNode join =
                JSON.objectNode()
                        .put("request", "join")
                        .put("ptype", "subscriber")
                        .put("room", room.id());
        join.putArray("streams").addObject().put("feed", feed);
        return join;
    }

    private static JsonNode jsep(String type, String sdp) {
        return JSON.objectNode().put("type", type).put("sdp", sdp);
    }

    @Override
    public void close() {
        session.close();
    }
}
