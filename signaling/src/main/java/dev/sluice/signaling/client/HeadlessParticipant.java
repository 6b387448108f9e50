package dev.sluice.signaling.client;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.signaling.auth.SourceNames;
import dev.sluice.signaling.sdp.Answer;
import dev.sluice.signaling.session.IceServers.IceServer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A participant without a browser. Made by {@link ClientGroup#join}; every method may be called
 * from any thread and none blocks; stages complete on the participant's loop, with a {@link
 * dev.sluice.sfu.api.RejectedException} when the server refuses.
 */
public final class HeadlessParticipant {

    private final ClientLoop loop;
    private final ClientGroup.Shared shared;
    private final JoinOptions options;
    private final ParticipantListener listener;
    private final SignalingChannel signaling;
    private final ClientTransport transport;
    private final ClientMedia media;
    private final Negotiator negotiator;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> closedStage = new CompletableFuture<>();
    private final String id;
    private final String identity;
    private final List<RemoteParticipant> others;
    private final List<IceServer> iceServers;
    private boolean leaving;
    private boolean closed;

    private HeadlessParticipant(
            ClientLoop loop,
            ClientGroup.Shared shared,
            JoinOptions options,
            ParticipantListener listener,
            SignalingChannel signaling,
            JsonNode welcome) {
        this.loop = loop;
        this.shared = shared;
        this.options = options;
        this.listener = listener;
        this.signaling = signaling;
        this.id = RoomMessages.text(welcome.path("participant"), "id");
        this.identity = RoomMessages.text(welcome.path("participant"), "identity");
        this.others = RoomMessages.participants(welcome.path("participants"));
        this.iceServers = RoomMessages.iceServers(welcome.path("iceServers"));
        this.transport =
                new ClientTransport(loop, shared, options.media(), new TransportListener());
        this.media =
                new ClientMedia(
                        transport,
                        listener,
                        options.media().authenticateOneIn(),
                        shared.random(),
                        shared.wallOffsetNanos());
        this.negotiator =
                new Negotiator(
                        signaling,
                        Long.toString(shared.random().nextLong(1L << 62)),
                        transport::credentials,
                        shared.identity().fingerprint(),
                        this::onAnswer);
    }

    static CompletionStage<HeadlessParticipant> join(
            ClientLoop loop,
            ClientGroup.Shared shared,
            JoinOptions options,
            ParticipantListener listener) {
        Inbox inbox = new Inbox();
        return SignalingChannel.connect(loop, options.server(), shared.tls(), inbox)
                .thenCompose(signaling ->
                        signaling
                                .request(joinRequest(options))
                                .whenComplete((welcome, failure) -> {
                                    if (failure != null) {
                                        signaling.close();
                                    }
                                })
                                .thenApply(welcome -> {
                                    HeadlessParticipant participant =
                                            new HeadlessParticipant(
                                                    loop, shared, options, listener, signaling,
                                                    welcome);
                                    inbox.owner = participant;
                                    participant.begin();
                                    return participant;
                                }));
    }

    /** The way from the socket to the participant, which comes later than the socket. */
    private static final class Inbox implements SignalingChannel.Listener {

        private @Nullable HeadlessParticipant owner;

        @Override
        public void onMessage(JsonNode event) {
            // The server sends no event before its reply to the join.
            if (owner != null) {
                owner.onMessage(event);
            }
        }

        @Override
        public void onClosed() {
            if (owner != null) {
                owner.onSignalingClosed();
            }
        }
    }

    private static ObjectNode joinRequest(JoinOptions options) {
        ObjectNode request =
                SignalingChannel.message("join")
                        .put("room", options.room())
                        .put("subscribe", options.subscribe() ? "all" : "none");
        if (options.identity() != null) {
            request.put("identity", options.identity());
        }
        if (options.name() != null) {
            request.put("name", options.name());
        }
        if (options.token() != null) {
            request.put("token", options.token());
        }
        return request;
    }

    private void begin() {
        if (options.subscribe()) {
            negotiator.wantSlots(0, 1, 1);
            negotiate();
        }
    }

    /** Unique on the server, new for each join. */
    public String id() {
        return id;
    }

    /** Who it is: as asked for, from the token, or chosen by the server. */
    public String identity() {
        return identity;
    }

    /** Who was in the room at the join; events tell what changed since. */
    public List<RemoteParticipant> others() {
        return others;
    }

    /** The TURN servers that the server named to us, with our credentials. */
    public List<IceServer> iceServers() {
        return iceServers;
    }

    /** Completes when media can flow. */
    public CompletionStage<Void> connected() {
        return connected.minimalCompletionStage();
    }

    /** Completes when the participant is gone from the server, or the server from us. */
    public CompletionStage<Void> closed() {
        return closedStage.minimalCompletionStage();
    }

    /** Reserves a publication and negotiates it; {@link LocalPublication#play} makes it send. */
    public CompletionStage<LocalPublication> publish(PublishOptions wanted) {
        return onLoop(() ->
                signaling
                        .request(
                                SignalingChannel.message("publish")
                                        .put("source", SourceNames.of(wanted.source()))
                                        .put("kind", kind(wanted)))
                        .thenCompose(reply -> negotiated(wanted, reply)));
    }

    private CompletionStage<LocalPublication> negotiated(PublishOptions wanted, JsonNode reply) {
        RemotePublication info = RoomMessages.publication(reply.path("publication"));
        LocalPublication publication =
                new LocalPublication(
                        info,
                        wanted,
                        negotiator.nextMid(),
                        transport,
                        loop.eventLoop(),
                        shared.random());
        media.add(publication);
        negotiator.add(publication);
        return negotiator.negotiate().thenApply(done -> publication);
    }

    /** Ends a publication and closes its section. */
    public CompletionStage<Void> unpublish(LocalPublication publication) {
        return onLoop(() -> {
            media.remove(publication);
            negotiator.remove(publication);
            return about("unpublish", publication.id()).thenCompose(done -> negotiator.negotiate());
        });
    }

    /** Tells others that a publication is silent or dark; what it sends is up to its source. */
    public CompletionStage<Void> mute(LocalPublication publication, boolean muted) {
        return onLoop(() ->
                signaling
                        .request(
                                SignalingChannel.message("mute")
                                        .put("publication", publication.id())
                                        .put("muted", muted))
                        .thenApply(reply -> null));
    }

    /** Receives a publication from now on; refused with NOT_FOUND when it is gone. */
    public CompletionStage<Void> subscribe(String publicationId) {
        return onLoop(() -> about("subscribe", publicationId));
    }

    /** Receives a publication no longer. */
    public CompletionStage<Void> unsubscribe(String publicationId) {
        return onLoop(() -> about("unsubscribe", publicationId));
    }

    /**
     * Sends any request of the protocol.
     *
     * @param message with its type and fields, without an id
     * @return the reply
     */
    public CompletionStage<JsonNode> request(ObjectNode message) {
        return onLoop(() -> signaling.request(message));
    }

    /** Sends a PLI for whatever carries the publication now, at most one per 500 ms. */
    public void requestKeyframe(String publicationId) {
        loop.eventLoop().execute(() -> media.requestKeyframe(System.nanoTime(), publicationId));
    }

    /** Offers new ICE credentials; completes when the server answered. Media goes on meanwhile. */
    public CompletionStage<Void> restartIce() {
        return onLoop(() -> {
            transport.restartIce();
            return negotiator.negotiate();
        });
    }

    /** Where the server takes media, as its last answer said; empty before the first. */
    public CompletionStage<List<Candidate>> offered() {
        return onLoop(() -> CompletableFuture.completedFuture(transport.offered()));
    }

    /** Where media goes at the moment; empty while there is no way. */
    public CompletionStage<Optional<Tuple>> path() {
        return onLoop(
                () -> CompletableFuture.completedFuture(Optional.ofNullable(transport.path())));
    }

    /**
     * Gives up the sockets and opens new ones, as when a device changes networks; media goes on
     * once the new ones are checked.
     *
     * @param address of ours to bind to; null: whatever leads to the server now
     */
    public CompletionStage<Void> move(@Nullable InetAddress address) {
        return onLoop(() -> {
            try {
                transport.move(System.nanoTime(), address);
                return CompletableFuture.completedFuture(null);
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    /** What it sent and received so far. */
    public CompletionStage<ParticipantStats> stats() {
        return onLoop(() -> CompletableFuture.completedFuture(media.stats(System.nanoTime())));
    }

    /** Leaves; completes when the server said so and nothing is open any more. Never fails. */
    public CompletionStage<Void> leave() {
        loop.eventLoop()
                .execute(() -> {
                    if (!leaving && !closed) {
                        leaving = true;
                        var unused =
                                signaling
                                        .request(SignalingChannel.message("leave"))
                                        .whenComplete((reply, failure) -> end(null));
                    }
                });
        return closed();
    }

    /** Cuts the connection without a word, as a crash would. */
    public void abort() {
        loop.eventLoop().execute(() -> end(null));
    }

    private CompletionStage<Void> about(String type, String publicationId) {
        return signaling
                .request(SignalingChannel.message(type).put("publication", publicationId))
                .thenApply(reply -> null);
    }

    private <T> CompletionStage<T> onLoop(Supplier<CompletionStage<T>> task) {
        return CompletableFuture.supplyAsync(task, loop.eventLoop()).thenCompose(stage -> stage);
    }

    private static String kind(PublishOptions wanted) {
        return wanted.codec().kind().name().toLowerCase(Locale.ROOT);
    }

    private void negotiate() {
        var unused =
                negotiator
                        .negotiate()
                        .whenComplete((done, failure) -> {
                            if (failure != null && !leaving && !closed) {
                                end(failure);
                            }
                        });
    }

    private void onAnswer(Answer answer) throws IOException {
        if (!closed) {
            media.configure(answer.remote());
            transport.apply(System.nanoTime(), answer);
        }
    }

    private void onMessage(JsonNode message) {
        if (closed) {
            return;
        }
        ClientEvent event = RoomMessages.event(message);
        if (event instanceof ClientEvent.SectionsWanted wanted) {
            negotiator.wantSlots(wanted.revision(), wanted.audio(), wanted.video());
            negotiate();
        } else if (event instanceof ClientEvent.SlotBound slot) {
            media.bind(slot.mid(), slot.publication());
        }
        listener.onEvent(event);
        if (event instanceof ClientEvent.Left left && !leaving) {
            end(new IOException("the server ended it: " + left.reason()));
        }
    }

    private void onSignalingClosed() {
        if (!closed) {
            end(leaving ? null : new IOException("the connection to the server broke"));
        }
    }

    private void end(@Nullable Throwable failure) {
        if (closed) {
            return;
        }
        closed = true;
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        media.close();
        transport.close();
        signaling.close();
        connected.completeExceptionally(
                cause == null ? new IOException("the participant left") : cause);
        listener.onClosed(cause);
        closedStage.complete(null);
    }

    private final class TransportListener implements ClientTransport.Listener {

        @Override
        public void onConnected(long nowNanos) {
            media.onConnected();
            connected.complete(null);
            listener.onConnected(nowNanos);
        }

        @Override
        public void onSrtp(long nowNanos, byte[] data, int offset, int length) {
            media.onSrtp(nowNanos, data, offset, length);
        }

        @Override
        public void onRtcp(long nowNanos, byte[] data, int offset, int length) {
            media.onRtcp(nowNanos, data, offset, length);
        }

        @Override
        public void onTick(long nowNanos) {
            media.onTick(nowNanos);
        }

        @Override
        public void onPathLost() {
            transport.restartIce();
            negotiate();
        }

        @Override
        public void onFailed(IOException failure) {
            end(failure);
        }
    }
}
