package dev.sluice.sfu.server;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.ClientReport;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.sfu.api.PeerConnection;
import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.ReceiveMode;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.api.TrackSettings;
import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.api.TransportTrace;
import dev.sluice.sfu.explain.ClientTrace;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.PublisherClocks;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.sfu.room.Member;
import dev.sluice.sfu.room.MemberSink;
import dev.sluice.sfu.room.Publication;
import dev.sluice.sfu.tap.KeyframeListener;
import dev.sluice.sfu.tap.MediaWriter;
import dev.sluice.sfu.transport.PeerTransport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A participant as its embedder, its room and its transport see it: turns calls from any thread
 * into tasks on the room's loop, room decisions into tasks on the transport's loop, and both into
 * events in one order.
 */
final class ParticipantHost implements Participant, MemberSink {

    private static final Logger LOG = LoggerFactory.getLogger(ParticipantHost.class);
    private static final Pattern CONNECTION_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private final RoomHost roomHost;
    private final SluiceServer server;
    private final Consumer<RoomEvent> events;
    private final SerialExecutor serial;
    private final HostedConnection first;

    /** Its listener is so slow that events were lost. */
    private final AtomicBoolean behind = new AtomicBoolean();

    // Owned by the room's loop.
    private final Map<Publication, PublishedTrack> tracks = new HashMap<>();
    private final Map<String, MediaWriter> writers = new HashMap<>();
    private final Map<String, TrackSettings> wishes = new HashMap<>();
    private final Map<String, HostedConnection> connections = new LinkedHashMap<>();
    private final PublisherClocks clocks;
    private final ClientReports reports = new ClientReports();
    private ConnectionState told = ConnectionState.CONNECTING;

    /** Set once, before the embedder gets this host. */
    private @Nullable Member member;

    ParticipantHost(SluiceServer server, RoomHost roomHost, Consumer<RoomEvent> events) {
        this.server = server;
        this.roomHost = roomHost;
        this.events = events;
        this.clocks = new PublisherClocks(server.loopCount());
        this.serial = new SerialExecutor(server.config().events(), server.limits());
        this.first = new HostedConnection(this, roomHost, HostedConnection.FIRST);
        connections.put(HostedConnection.FIRST, first);
    }

    void member(Member member) {
        this.member = member;
    }

    /** Runs on the embedder's executor, in order with the events. */
    void later(Runnable task) {
        serial.execute(task);
    }

    @Override
    public String id() {
        return self().id();
    }

    @Override
    public String identity() {
        return self().identity();
    }

    @Override
    public String name() {
        return self().name();
    }

    @Override
    public String roomName() {
        return roomHost.room().name();
    }

    @Override
    public CompletionStage<String> publish(Source source, MediaKind kind) {
        return onRoom(() -> roomHost.room().publish(self(), source, kind).id());
    }

    @Override
    public CompletionStage<Void> unpublish(String publicationId) {
        return run(() -> roomHost.room().unpublish(self(), publicationId));
    }

    @Override
    public CompletionStage<Void> mute(String publicationId, boolean muted) {
        return run(() -> {
            roomHost.room().mute(self(), publicationId, muted);
            roomHost.happened(self(), muted ? "muted" : "unmuted", publicationId, null);
        });
    }

    @Override
    public CompletionStage<Void> subscribe(String publicationId) {
        return run(() -> roomHost.room().subscribe(self(), publicationId, true));
    }

    @Override
    public CompletionStage<Void> unsubscribe(String publicationId) {
        return run(() -> roomHost.room().subscribe(self(), publicationId, false));
    }

    @Override
    public CompletionStage<LocalDescription> negotiate(
            RemoteDescription offer, Map<String, String> publications, int revision) {
        return first.negotiate(offer, publications, revision);
    }

    @Override
    public CompletionStage<PeerConnection> connect(String id) {
        return onRoom(() -> {
            roomHost.room().requireIn(self());
            if (!CONNECTION_ID.matcher(id).matches()) {
                throw new RejectedException(
                        Code.BAD_REQUEST,
                        "id is \"" + id + "\": give 1 to 32 letters, digits, '-' or '_'");
            }
            if (connections.containsKey(id)) {
                throw new RejectedException(
                        Code.CONFLICT, "there is a connection \"" + id + "\" already");
            }
            int most = server.limits().of(Limit.CONNECTIONS);
            if (connections.size() >= most) {
                throw new RejectedException(
                        Code.LIMIT,
                        "a participant has " + most + " connections at most: close one");
            }
            HostedConnection connection = new HostedConnection(this, roomHost, id);
            connections.put(id, connection);
            return connection;
        });
    }

    @Override
    public CompletionStage<RoomReply> command(RoomCommand command) {
        return onRoom(() -> roomHost.apply(self(), command));
    }

    @Override
    public void presence(Presence presence) {
        try {
            roomHost.loop().execute(() -> roomHost.room().presence(self(), presence));
        } catch (RejectedExecutionException e) {
            LOG.debug("the server is closed");
        }
    }

    @Override
    public CompletionStage<Void> trackSettings(String publicationId, TrackSettings settings) {
        return run(() -> {
            Publication publication = roomHost.room().requireReceivable(self(), publicationId);
            TrackSettings granted = granted(publication, settings);
            onTransport(target -> target.settings(System.nanoTime(), publicationId, granted));
            if (!server.decisions().none()) {
                wishes.put(publicationId, settings);
            }
        });
    }

    /** What the embedder's hook makes of a wish. */
    private TrackSettings granted(Publication publication, TrackSettings wanted) {
        Decisions decisions = server.decisions();
        return decisions.none()
                ? wanted
                : decisions.layers(roomName(), self().info(), publication.info(), wanted);
    }

    @Override
    public CompletionStage<Void> receiveMode(ReceiveMode mode) {
        return run(() -> onTransport(target -> target.receiveMode(System.nanoTime(), mode)));
    }

    @Override
    public CompletionStage<TransportStats> stats() {
        return together(HostedConnection::stats, TransportStats::together);
    }

    CompletionStage<TransportTrace> transportTrace() {
        return together(HostedConnection::trace, TransportTrace::together);
    }

    /** Asks all connections that have a transport; refused when none has. */
    private <T> CompletionStage<T> together(
            Function<HostedConnection, CompletionStage<T>> ask, Function<List<T>, T> join) {
        return onRoom(
                        () -> {
                            List<CompletableFuture<T>> asked = new ArrayList<>();
                            for (HostedConnection connection : connections.values()) {
                                if (connection.transport() != null) {
                                    asked.add(ask.apply(connection).toCompletableFuture());
                                }
                            }
                            if (asked.isEmpty()) {
                                throw noTransport();
                            }
                            return asked;
                        })
                .thenCompose(asked ->
                        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                                .thenApply(all ->
                                        join.apply(
                                                asked.stream()
                                                        .map(CompletableFuture::join)
                                                        .toList())));
    }

    @Override
    public CompletionStage<Void> report(ClientReport report) {
        return run(() -> reports.add(System.nanoTime(), report));
    }

    /** What its client says of now, for the room's loop; null for nothing. */
    @Nullable ClientReport report() {
        return reports.fresh(System.nanoTime());
    }

    /** What its client said, for the room's loop. */
    ClientTrace client(long nowNanos) {
        return reports.trace(nowNanos);
    }

    /** For the room's loop. */
    ParticipantInfo info() {
        return self().info();
    }

    /** Publishes what is written in Java. */
    CompletionStage<MediaWriter> write(Source source, Codec codec, KeyframeListener keyframes) {
        return onRoom(() -> {
            String id = roomHost.room().publish(self(), source, codec.kind()).id();
            MediaWriter writer =
                    new MediaWriter(
                            id,
                            codec,
                            source == Source.SCREEN,
                            server.writerHome(clocks, serial),
                            keyframes);
            writers.put(id, writer);
            RemoteDescription offer = writer.offer();
            String mid = offer.sections().get(0).mid();
            roomHost.room().negotiated(self(), offer, Map.of(mid, id));
            if (!anyTransport()) {
                roomHost.room().connection(self(), ConnectionState.CONNECTED);
            }
            return writer;
        });
    }

    /** Its live publications, for the room's loop. */
    Set<Publication> live() {
        return Set.copyOf(tracks.keySet());
    }

    boolean isOf(SluiceServer owner) {
        return server == owner;
    }

    /** What a live publication of this participant sends; null when it has no such. */
    @Nullable PublishedTrack track(String publicationId) {
        for (Map.Entry<Publication, PublishedTrack> entry : tracks.entrySet()) {
            if (entry.getKey().id().equals(publicationId)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** On the loop of each transport; refused before the first offer. Room's loop. */
    private void onTransport(Consumer<PeerTransport> work) {
        if (!anyTransport()) {
            throw noTransport();
        }
        for (HostedConnection connection : connections.values()) {
            PeerTransport target = connection.transport();
            if (target != null) {
                target.loop().execute(() -> work.accept(target));
            }
        }
    }

    private boolean anyTransport() {
        return connections.values().stream().anyMatch(c -> c.transport() != null);
    }

    static RejectedException noTransport() {
        return new RejectedException(
                Code.CONFLICT, "there is no transport yet: send an offer first");
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
        CompletableFuture<Void> result = new CompletableFuture<>();
        roomHost.loop()
                .execute(() -> {
                    roomHost.end(self(), reason);
                    later(() -> result.complete(null));
                });
        return result;
    }

    // What the room does, on the room's loop.

    @Override
    public void event(RoomEvent event) {
        if (event instanceof RoomEvent.PublicationRemoved removed) {
            wishes.remove(removed.publicationId());
        }
        Runnable telling = () -> events.accept(event);
        if (event instanceof RoomEvent.Left) {
            later(telling);
        } else if (!serial.offer(telling) && behind.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("room", roomName())
                    .addKeyValue("participant", id())
                    .log(
                            "room={} participant={} put out: {} events wait for its listener",
                            roomName(),
                            id(),
                            server.limits().of(Limit.LISTENER_EVENTS));
            roomHost.loop().execute(() -> roomHost.end(self(), LeaveReason.TIMEOUT));
        }
    }

    @Override
    public void bind(String slotMid, @Nullable Publication publication) {
        HostedConnection connection = connectionOf(slotMid);
        PeerTransport target = connection == null ? null : connection.transport();
        if (connection == null || target == null) {
            return;
        }
        if (publication != null
                && publication.kind() == MediaKind.VIDEO
                && !server.decisions().none()) {
            String id = publication.id();
            TrackSettings settings =
                    granted(publication, wishes.getOrDefault(id, TrackSettings.DEFAULT));
            target.loop().execute(() -> target.settings(System.nanoTime(), id, settings));
        }
        String mid = connection.midOf(slotMid);
        PublishedTrack track =
                publication == null
                        ? null
                        : roomHost.hostOf(publication.publisher()).tracks.get(publication);
        target.loop().execute(() -> target.bindSlot(System.nanoTime(), mid, track));
    }

    @Override
    public void live(Publication publication) {
        MediaWriter writer = writers.get(publication.id());
        if (writer != null) {
            tracks.put(publication, writer.track());
            return;
        }
        String section = String.valueOf(publication.mid());
        HostedConnection connection = connectionOf(section);
        PeerTransport source = connection == null ? null : connection.transport();
        if (connection == null || source == null) {
            throw new IllegalStateException(
                    "a live publication has a transport: " + publication.id());
        }
        PublishedTrack track =
                new PublishedTrack(
                        publication.id(),
                        publication.source() == Source.SCREEN,
                        connection.section(connection.midOf(section)),
                        clocks,
                        source.loop(),
                        source,
                        server.loopCount());
        tracks.put(publication, track);
        source.loop().execute(() -> source.publish(track));
    }

    @Override
    public void ended(Publication publication) {
        PublishedTrack track = tracks.remove(publication);
        MediaWriter writer = writers.remove(publication.id());
        if (writer != null) {
            writer.end();
            return;
        }
        HostedConnection connection = connectionOf(String.valueOf(publication.mid()));
        PeerTransport source = connection == null ? null : connection.transport();
        if (track != null && source != null) {
            source.loop().execute(() -> source.unpublish(track));
            track.end();
        }
    }

    private @Nullable HostedConnection connectionOf(String section) {
        return connections.get(HostedConnection.idOf(section));
    }

    @Override
    public void left(LeaveReason reason) {
        roomHost.gone(self(), reason);
        connections.values().forEach(HostedConnection::closeTransport);
    }

    // What connections tell, on the room's loop.

    /** As good as the best: a participant is connected while any of its connections is. */
    void connectionChanged() {
        ConnectionState best = ConnectionState.CONNECTING;
        for (HostedConnection connection : connections.values()) {
            ConnectionState state = connection.state();
            if (state == ConnectionState.CONNECTED || best == ConnectionState.CONNECTING) {
                best = state;
            }
        }
        roomHost.room().connection(self(), best);
        if (best != told) {
            told = best;
            roomHost.happened(self(), RoomTimeline.word(best), null, null);
        }
    }

    /** As bad as the worst. */
    void qualityChanged() {
        connections.values().stream()
                .map(HostedConnection::quality)
                .filter(Objects::nonNull)
                .min(Comparator.comparingDouble(Quality::score))
                .ifPresent(worst -> roomHost.room().quality(self(), worst));
    }

    void forget(HostedConnection connection) {
        connections.remove(connection.id(), connection);
        if (anyTransport()) {
            connectionChanged();
        }
    }

    /** A connection is of no use any more; with the first the participant goes. */
    void lost(HostedConnection connection, String reason) {
        LOG.atInfo()
                .addKeyValue("room", roomName())
                .addKeyValue("participant", id())
                .log(
                        "room={} participant={} connection=\"{}\" lost: {}",
                        roomName(),
                        id(),
                        connection.id(),
                        reason);
        if (connection == first) {
            roomHost.end(self(), LeaveReason.TIMEOUT);
        }
    }

    SluiceServer server() {
        return server;
    }

    Member self() {
        Member known = member;
        if (known == null) {
            throw new IllegalStateException("a host is handed out after its join");
        }
        return known;
    }

    private CompletionStage<Void> run(Runnable request) {
        return onRoom(() -> {
            request.run();
            return null;
        });
    }

    private <T extends @Nullable Object> CompletionStage<T> onRoom(Supplier<T> request) {
        CompletableFuture<T> result = new CompletableFuture<>();
        onRoom(
                result,
                () -> {
                    T value = request.get();
                    later(() -> result.complete(value));
                });
        return result;
    }

    /** On the room's loop; what it throws refuses. */
    void onRoom(CompletableFuture<?> result, Runnable request) {
        try {
            roomHost.loop()
                    .execute(() -> {
                        try {
                            request.run();
                        } catch (RuntimeException e) {
                            later(() -> result.completeExceptionally(e));
                        }
                    });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    new RejectedException(Code.UNAVAILABLE, "the server is closed"));
        }
    }
}
