package dev.sluice.sfu.server;

import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.PeerConnection;
import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.api.TransportTrace;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.sfu.transport.PeerTransport;
import dev.sluice.sfu.transport.TransportListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One transport of a participant, between the room's loop and the transport's. The room knows
 * sections by names that are unique in the participant: those of a further connection begin with
 * its id and a slash, which no mid contains (RFC 8843, section 7.1: a token). State is owned by the
 * room's loop.
 */
final class HostedConnection implements PeerConnection, TransportListener {

    /** The id of the connection that a participant has from the start. */
    static final String FIRST = "";

    /** Between a connection's id and a mid. */
    private static final char OF = '/';

    private final ParticipantHost host;
    private final RoomHost roomHost;
    private final String id;
    private final String prefix;
    private @Nullable PeerTransport transport;
    private @Nullable RemoteDescription agreed;
    private ConnectionState state = ConnectionState.CONNECTING;
    private @Nullable Quality quality;
    private boolean ours;
    private boolean closed;

    HostedConnection(ParticipantHost host, RoomHost roomHost, String id) {
        this.host = host;
        this.roomHost = roomHost;
        this.id = id;
        this.prefix = id.equals(FIRST) ? "" : id + OF;
    }

    /** Which connection has a section that the room names so. */
    static String idOf(String section) {
        return section.substring(0, Math.max(0, section.indexOf(OF)));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public CompletionStage<LocalDescription> negotiate(
            RemoteDescription offer, Map<String, String> publications, int revision) {
        return apply(offer, publications, false);
    }

    @Override
    public CompletionStage<LocalDescription> offer(List<MediaSection> sections) {
        List<MediaSection> all = List.copyOf(sections);
        CompletableFuture<LocalDescription> result = new CompletableFuture<>();
        host.onRoom(
                result,
                () -> {
                    requireOpen();
                    if (agreed != null && !ours) {
                        throw otherSide("the peer's");
                    }
                    ours = true;
                    onTransport(open(), result, target -> target.offer(all), local -> {});
                });
        return result;
    }

    @Override
    public CompletionStage<Void> accept(
            RemoteDescription answer, Map<String, String> publications) {
        return apply(answer, publications, true).thenApply(applied -> null);
    }

    private CompletionStage<LocalDescription> apply(
            RemoteDescription remote, Map<String, String> publications, boolean answer) {
        RemoteDescription named = named(remote);
        Map<String, String> mapping = new HashMap<>();
        publications.forEach((mid, publication) -> mapping.put(prefix + mid, publication));
        CompletableFuture<LocalDescription> result = new CompletableFuture<>();
        host.onRoom(
                result,
                () -> {
                    requireOpen();
                    if (ours != answer) {
                        throw otherSide(ours ? "ours" : "the peer's");
                    }
                    roomHost.room().checkOffer(host.self(), named, mapping);
                    onTransport(
                            open(),
                            result,
                            target -> target.apply(System.nanoTime(), remote),
                            local -> {
                                agreed = remote;
                                if (!closed) {
                                    roomHost.room().negotiated(host.self(), named, mapping);
                                }
                            });
                });
        return result;
    }

    /**
     * Works on the transport's loop, and then on the room's; the result completes before the events
     * that follow from it.
     */
    private void onTransport(
            PeerTransport target,
            CompletableFuture<LocalDescription> result,
            Function<PeerTransport, LocalDescription> work,
            Consumer<LocalDescription> then) {
        target.loop()
                .execute(() -> {
                    try {
                        LocalDescription local = work.apply(target);
                        roomHost.loop()
                                .execute(() -> {
                                    host.later(() -> result.complete(local));
                                    then.accept(local);
                                });
                    } catch (RuntimeException e) {
                        host.later(() -> result.completeExceptionally(e));
                    }
                });
    }

    private static RejectedException otherSide(String offers) {
        return new RejectedException(
                Code.CONFLICT,
                "the offers of this connection are " + offers + ": use another connection");
    }

    private void requireOpen() {
        roomHost.room().requireIn(host.self());
        if (closed) {
            throw new RejectedException(Code.NOT_FOUND, "the connection is closed");
        }
    }

    private PeerTransport open() {
        PeerTransport current = transport;
        if (current == null) {
            current = host.server().newTransport(this);
            transport = current;
        }
        return current;
    }

    @Override
    public CompletionStage<TransportStats> stats() {
        return read((target, nowNanos) -> target.stats(nowNanos).named(prefix));
    }

    CompletionStage<TransportTrace> trace() {
        return read((target, nowNanos) -> target.trace(nowNanos).named(prefix));
    }

    private <T> CompletionStage<T> read(BiFunction<PeerTransport, Long, T> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        host.onRoom(
                result,
                () -> {
                    requireOpen();
                    PeerTransport target = transport;
                    if (target == null) {
                        throw ParticipantHost.noTransport();
                    }
                    target.loop()
                            .execute(() -> {
                                T value = what.apply(target, System.nanoTime());
                                host.later(() -> result.complete(value));
                            });
                });
        return result;
    }

    @Override
    public CompletionStage<Void> close() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        host.onRoom(
                result,
                () -> {
                    if (id.equals(FIRST)) {
                        throw new RejectedException(
                                Code.CONFLICT,
                                "the first connection ends with its participant: leave instead");
                    }
                    end();
                    host.later(() -> result.complete(null));
                });
        return result;
    }

    // Room's loop.

    /** What is published over it ends, its slots go. Harmless when repeated. */
    private void end() {
        if (!closed) {
            roomHost.room().disconnected(host.self(), prefix);
            closeTransport();
            host.forget(this);
        }
    }

    void closeTransport() {
        closed = true;
        PeerTransport target = transport;
        transport = null;
        if (target != null) {
            target.loop().execute(target::close);
        }
    }

    /** Null before the first offer. */
    @Nullable PeerTransport transport() {
        return transport;
    }

    ConnectionState state() {
        return state;
    }

    @Nullable Quality quality() {
        return quality;
    }

    /** The mid of a section that the room names so. */
    String midOf(String section) {
        return section.substring(prefix.length());
    }

    /** The agreed section of a mid. */
    MediaSection section(String mid) {
        if (agreed != null) {
            for (MediaSection section : agreed.sections()) {
                if (section.mid().equals(mid)) {
                    return section;
                }
            }
        }
        throw new IllegalStateException("what is live has a section: " + mid);
    }

    private RemoteDescription named(RemoteDescription remote) {
        if (prefix.isEmpty()) {
            return remote;
        }
        List<MediaSection> sections =
                remote.sections().stream().map(s -> s.withMid(prefix + s.mid())).toList();
        return new RemoteDescription(
                remote.ice(), remote.fingerprints(), remote.localRole(), sections);
    }

    // What the transport tells, on the transport's loop.

    @Override
    public void onState(ConnectionState now) {
        roomHost.loop()
                .execute(() -> {
                    state = now;
                    host.connectionChanged();
                });
    }

    @Override
    public void onLayersWanted(String publicationId, int highest) {
        host.event(new RoomEvent.LayersWanted(publicationId, highest));
    }

    @Override
    public void onAudioLevels(String publicationId, byte[] levels) {
        long nowNanos = System.nanoTime();
        roomHost.loop()
                .execute(() -> roomHost.levels(nowNanos, host.self(), publicationId, levels));
    }

    @Override
    public void onQuality(Quality now) {
        roomHost.loop()
                .execute(() -> {
                    quality = now;
                    host.qualityChanged();
                });
    }

    @Override
    public void onAudioFallback(boolean active) {
        host.event(new RoomEvent.AudioFallback(active));
    }

    @Override
    public void onUndecodable(String publicationId, String codec) {
        host.event(new RoomEvent.Undecodable(publicationId, codec));
    }

    @Override
    public void onDead(String reason) {
        roomHost.loop()
                .execute(() -> {
                    if (closed) {
                        return;
                    }
                    host.lost(this, reason);
                    if (!id.equals(FIRST)) {
                        end();
                        host.event(new RoomEvent.ConnectionLost(id));
                    }
                });
    }
}
