package dev.sluice.sfu.server;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
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
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.PublisherClocks;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.sfu.room.Member;
import dev.sluice.sfu.room.MemberSink;
import dev.sluice.sfu.room.Publication;
import dev.sluice.sfu.tap.KeyframeListener;
import dev.sluice.sfu.tap.MediaWriter;
import dev.sluice.sfu.transport.PeerTransport;
import dev.sluice.sfu.transport.TransportListener;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A participant as its embedder, its room and its transport see it: turns calls from any thread
 * into tasks on the room's loop, room decisions into tasks on the transport's loop, and both into
 * events in one order.
 */
final class ParticipantHost implements Participant, MemberSink, TransportListener {

    private static final Logger LOG = LoggerFactory.getLogger(ParticipantHost.class);

    private final RoomHost roomHost;
    private final SluiceServer server;
    private final Consumer<RoomEvent> events;
    private final SerialExecutor serial;

    /** Its listener is so slow that events were lost. */
    private final AtomicBoolean behind = new AtomicBoolean();

    // Owned by the room's loop.
    private final Map<Publication, PublishedTrack> tracks = new HashMap<>();
    private final Map<String, MediaWriter> writers = new HashMap<>();
    private final Map<String, TrackSettings> wishes = new HashMap<>();
    private @Nullable PeerTransport transport;
    private @Nullable RemoteDescription lastOffer;
    private final PublisherClocks clocks;

    /** Set once, before the embedder gets this host. */
    private @Nullable Member member;

    ParticipantHost(SluiceServer server, RoomHost roomHost, Consumer<RoomEvent> events) {
        this.server = server;
        this.roomHost = roomHost;
        this.events = events;
        this.clocks = new PublisherClocks(server.loopCount());
        this.serial = new SerialExecutor(server.config().events());
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
        return run(() -> roomHost.room().mute(self(), publicationId, muted));
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
        CompletableFuture<LocalDescription> result = new CompletableFuture<>();
        Map<String, String> mapping = Map.copyOf(publications);
        roomHost.loop()
                .execute(() -> {
                    try {
                        roomHost.room().checkOffer(self(), offer, mapping);
                        apply(offer, mapping, result);
                    } catch (RuntimeException e) {
                        later(() -> result.completeExceptionally(e));
                    }
                });
        return result;
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
        CompletableFuture<TransportStats> result = new CompletableFuture<>();
        Consumer<PeerTransport> read =
                target -> {
                    TransportStats stats = target.stats(System.nanoTime());
                    later(() -> result.complete(stats));
                };
        return run(() -> onTransport(read)).thenCompose(asked -> result);
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
            if (transport == null) {
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

    /** Room's loop; refused before the first offer. */
    private void onTransport(Consumer<PeerTransport> work) {
        PeerTransport target = transport;
        if (target == null) {
            throw new RejectedException(
                    Code.CONFLICT, "there is no transport yet: send an offer first");
        }
        target.loop().execute(() -> work.accept(target));
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

    private void apply(
            RemoteDescription offer,
            Map<String, String> mapping,
            CompletableFuture<LocalDescription> result) {
        PeerTransport current = transport;
        if (current == null) {
            current = server.newTransport(this);
            transport = current;
        }
        PeerTransport target = current;
        target.loop()
                .execute(() -> {
                    try {
                        LocalDescription answer = target.apply(System.nanoTime(), offer);
                        roomHost.loop()
                                .execute(() -> {
                                    later(() -> result.complete(answer));
                                    lastOffer = offer;
                                    roomHost.room().negotiated(self(), offer, mapping);
                                });
                    } catch (RuntimeException e) {
                        later(() -> result.completeExceptionally(e));
                    }
                });
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
            LOG.warn(
                    "room={} participant={} put out: {} events wait for its listener",
                    roomName(),
                    id(),
                    SerialExecutor.MAX_WAITING);
            roomHost.loop().execute(() -> roomHost.end(self(), LeaveReason.TIMEOUT));
        }
    }

    @Override
    public void bind(String slotMid, @Nullable Publication publication) {
        PeerTransport target = transport;
        if (target == null) {
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
        PublishedTrack track =
                publication == null
                        ? null
                        : roomHost.hostOf(publication.publisher()).tracks.get(publication);
        target.loop().execute(() -> target.bindSlot(System.nanoTime(), slotMid, track));
    }

    @Override
    public void live(Publication publication) {
        MediaWriter writer = writers.get(publication.id());
        if (writer != null) {
            tracks.put(publication, writer.track());
            return;
        }
        PeerTransport source = transport;
        if (source == null) {
            throw new IllegalStateException(
                    "a live publication has a transport: " + publication.id());
        }
        PublishedTrack track =
                new PublishedTrack(
                        publication.id(),
                        publication.source() == Source.SCREEN,
                        sectionOf(publication),
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
        PeerTransport source = transport;
        if (track != null && source != null) {
            source.loop().execute(() -> source.unpublish(track));
            track.end();
        }
    }

    @Override
    public void left(LeaveReason reason) {
        roomHost.gone(self(), reason);
        PeerTransport target = transport;
        transport = null;
        if (target != null) {
            target.loop().execute(target::close);
        }
    }

    // What the transport tells, on the transport's loop.

    @Override
    public void onState(ConnectionState state) {
        roomHost.loop().execute(() -> roomHost.room().connection(self(), state));
    }

    @Override
    public void onLayersWanted(String publicationId, int highest) {
        event(new RoomEvent.LayersWanted(publicationId, highest));
    }

    @Override
    public void onAudioLevels(String publicationId, byte[] levels) {
        long nowNanos = System.nanoTime();
        roomHost.loop().execute(() -> roomHost.levels(nowNanos, self(), publicationId, levels));
    }

    @Override
    public void onQuality(Quality quality) {
        roomHost.loop().execute(() -> roomHost.room().quality(self(), quality));
    }

    @Override
    public void onAudioFallback(boolean active) {
        event(new RoomEvent.AudioFallback(active));
    }

    @Override
    public void onUndecodable(String publicationId, String codec) {
        event(new RoomEvent.Undecodable(publicationId, codec));
    }

    @Override
    public void onDead(String reason) {
        roomHost.loop()
                .execute(() -> {
                    LOG.info("room={} participant={} lost: {}", roomName(), id(), reason);
                    roomHost.end(self(), LeaveReason.TIMEOUT);
                });
    }

    private MediaSection sectionOf(Publication publication) {
        if (lastOffer != null) {
            for (MediaSection section : lastOffer.sections()) {
                if (section.mid().equals(publication.mid())) {
                    return section;
                }
            }
        }
        throw new IllegalStateException("a live publication has a section: " + publication.id());
    }

    private Member self() {
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
        Runnable task =
                () -> {
                    try {
                        T value = request.get();
                        later(() -> result.complete(value));
                    } catch (RuntimeException e) {
                        later(() -> result.completeExceptionally(e));
                    }
                };
        try {
            roomHost.loop().execute(task);
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    new RejectedException(Code.UNAVAILABLE, "the server is closed"));
        }
        return result;
    }
}
