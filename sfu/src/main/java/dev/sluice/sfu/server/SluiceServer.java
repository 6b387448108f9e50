package dev.sluice.sfu.server;

import dev.sluice.dtlssrtp.dtls.DtlsIdentity;
import dev.sluice.dtlssrtp.dtls.HandshakeExecutor;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomInfo;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.api.SessionState;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.api.WaitingInfo;
import dev.sluice.sfu.dump.RtpDump;
import dev.sluice.sfu.explain.CallInsight;
import dev.sluice.sfu.explain.CallTrace;
import dev.sluice.sfu.explain.Finding;
import dev.sluice.sfu.explain.ParticipantTrace;
import dev.sluice.sfu.forward.LoopLinks;
import dev.sluice.sfu.forward.PublisherClocks;
import dev.sluice.sfu.metrics.ServerMetrics;
import dev.sluice.sfu.net.LocalAddresses;
import dev.sluice.sfu.net.MediaLoop;
import dev.sluice.sfu.net.MediaLoops;
import dev.sluice.sfu.net.TcpShare;
import dev.sluice.sfu.tap.KeyframeListener;
import dev.sluice.sfu.tap.MediaWriter;
import dev.sluice.sfu.tap.PacketListener;
import dev.sluice.sfu.tap.Tap;
import dev.sluice.sfu.tap.TapConfig;
import dev.sluice.sfu.transport.FailedChecks;
import dev.sluice.sfu.transport.LoopResources;
import dev.sluice.sfu.transport.NtpClock;
import dev.sluice.sfu.transport.PeerTransport;
import dev.sluice.sfu.transport.TransportContext;
import dev.sluice.sfu.transport.TransportListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The SFU: media loops, rooms and their participants behind the API. */
public final class SluiceServer implements MediaServer, CallInsight {

    private static final int ID_BYTES = 9;
    private static final long CLOSE_SECONDS = 5;

    private final ServerConfig config;
    private final Decisions decisions;
    private final MediaLoops loops;
    private final Reach reach;
    private final @Nullable RtpDump dump;
    private final int tcpPort;
    private final HandshakeExecutor handshakes;
    private final Capacity capacity;
    private final TransportContext transports;
    private final ServerMetrics metrics;
    private final WarmUp warmUp = WarmUp.start();
    private final SecureRandom random = new SecureRandom();
    private final Map<String, RoomHost> rooms = new ConcurrentHashMap<>();
    private final RevokedTokens revoked = new RevokedTokens();
    private final Listeners listeners = new Listeners();
    private final AtomicInteger nextLoop = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private SluiceServer(
            ServerConfig config,
            MediaLoops loops,
            int tcpPort,
            Reach reach,
            @Nullable RtpDump dump) {
        this.config = config;
        this.decisions = new Decisions(config.hooks());
        this.loops = loops;
        this.tcpPort = tcpPort;
        this.reach = reach;
        this.dump = dump;
        ServerLimits limits = config.serverLimits();
        this.handshakes = new HandshakeExecutor(limits.handshakes(), limits.handshakesWaiting());
        this.capacity = new Capacity(limits, config.bounds());
        MeterRegistry registry = config.metrics();
        this.metrics =
                new ServerMetrics(registry == null ? new CompositeMeterRegistry() : registry);
        List<LoopResources> resources = new ArrayList<>();
        for (MediaLoop loop : loops.all()) {
            LoopLinks ways = new LoopLinks(loops.all());
            loop.atBatchEnd(ways::flush);
            FailedChecks failedChecks = new FailedChecks(limits.failedChecksPerSecond());
            resources.add(LoopResources.of(ways, failedChecks));
        }
        this.transports =
                new TransportContext(
                        DtlsIdentity.generate(random),
                        handshakes,
                        new IceCredentialsFactory(random),
                        reach::candidates,
                        resources,
                        NtpClock.start(),
                        limits.packetsPerSecond(),
                        dump,
                        metrics,
                        random);
        metrics.watch(loops.all(), resources);
        metrics.handshakes(handshakes);
        metrics.refused("memory", capacity::refusedPeople);
        metrics.refused("rooms", capacity::refusedRooms);
        metrics.refused("tcp-newcomers", loops.tcp()::refused);
    }

    /**
     * Binds the media ports and is ready for joins.
     *
     * @throws IOException when the port is taken or an address is not of this machine; the message
     *     names it
     */
    public static SluiceServer start(ServerConfig config) throws IOException {
        List<InetAddress> addresses =
                config.addresses().isEmpty() ? LocalAddresses.usable() : config.addresses();
        int count =
                config.loops() == 0 ? Runtime.getRuntime().availableProcessors() : config.loops();
        List<InetSocketAddress> seen = Reach.discover(config, addresses);
        MediaLoops loops = MediaLoops.open(addresses, config.udpPort(), count, config.bounds());
        try {
            int tcpPort =
                    config.tcpPort() == ServerConfig.NO_TCP
                            ? ServerConfig.NO_TCP
                            : loops.listenTcp(addresses, config.tcpPort());
            Reach reach = new Reach(config, addresses, loops.port(), tcpPort, seen);
            Path directory = config.dumpRtp();
            RtpDump dump = directory == null ? null : new RtpDump(directory);
            return new SluiceServer(config, loops, tcpPort, reach, dump);
        } catch (IOException e) {
            loops.close();
            throw e;
        }
    }

    @Override
    public Limits limits() {
        return config.bounds();
    }

    /** The UDP port in use. */
    public int udpPort() {
        return loops.port();
    }

    /** The TCP port in use, {@link ServerConfig#NO_TCP} without one. */
    public int tcpPort() {
        return tcpPort;
    }

    /** Where the server registers its meters, null: nowhere. */
    public @Nullable MeterRegistry metrics() {
        return config.metrics();
    }

    /** Whether the server takes joins and every media loop does its work. Any thread. */
    public boolean ready() {
        return !closed.get() && metrics.ready();
    }

    /** Lets media come to listeners of others too. */
    public TcpShare tcpShare() {
        return new TcpShare() {
            @Override
            public void offer(List<InetSocketAddress> listening) {
                reach.share(listening);
            }

            @Override
            public void take(Channel channel, ByteBuf first) {
                loops.tcp().take(channel, first);
            }
        };
    }

    /** Where peers are told to connect, the most preferred first. */
    public List<Candidate> candidates() {
        return reach.candidates();
    }

    /**
     * Receives a publication's packets in order, from the next keyframe on, on the executor of
     * {@link ServerConfig#events}; {@link dev.sluice.sfu.tap.FrameAssembler} makes frames of them.
     *
     * @return the running tap; refused with NOT_FOUND when there is no such live publication
     */
    public CompletionStage<Tap> tap(
            String room, String publicationId, TapConfig tap, PacketListener listener) {
        return inRoom(
                room,
                host -> new Tap(host.track(publicationId), tap, config.events(), listener).open());
    }

    /**
     * Lets a participant publish what Java code writes, beside or without a client of its own.
     *
     * @param participant of this server
     * @param keyframes told, on the participant's executor, that a subscriber needs one
     * @return refused with FORBIDDEN without the permission, CONFLICT when the source is taken
     * @throws IllegalArgumentException when the participant is of another server
     */
    public CompletionStage<MediaWriter> publish(
            Participant participant, Source source, Codec codec, KeyframeListener keyframes) {
        if (participant instanceof ParticipantHost host && host.isOf(this)) {
            return host.write(source, codec, keyframes);
        }
        throw new IllegalArgumentException("the participant is of another server");
    }

    @Override
    public CompletionStage<List<Finding>> explain(String room, String participantId) {
        return inRoom(room, host -> host.explanation(participantId))
                .thenCompose(asked -> asked.findings(metrics.load()));
    }

    @Override
    public CompletionStage<ParticipantTrace> trace(String room, String participantId) {
        return inRoom(room, host -> host.trace(participantId)).thenCompose(trace -> trace);
    }

    @Override
    public CompletionStage<CallTrace> trace(String room) {
        return inRoom(room, RoomHost::trace).thenCompose(trace -> trace);
    }

    MediaWriter.Home writerHome(PublisherClocks clocks, Executor executor) {
        MediaLoop loop = anyLoop();
        return new MediaWriter.Home(
                loop,
                transports.loops().get(loop.index()).links(),
                loopCount(),
                clocks,
                transports.clock().offsetNanos(),
                executor);
    }

    @Override
    public CompletionStage<Joined> join(
            String room, JoinRequest request, Consumer<RoomEvent> events) {
        CompletableFuture<Joined> result = new CompletableFuture<>();
        if (decisions.none()) {
            knock(room, request, events, result);
        } else {
            ask(room, request, events, result);
        }
        return result;
    }

    /** Goes on with a join if and as the embedder's hook says. */
    private void ask(
            String room,
            JoinRequest request,
            Consumer<RoomEvent> events,
            CompletableFuture<Joined> result) {
        try {
            var unused =
                    decisions
                            .authorise(room, request, config.events(), anyLoop().eventLoop())
                            .whenComplete((granted, refusal) -> {
                                if (refusal == null) {
                                    knock(room, granted, events, result);
                                } else {
                                    config.events()
                                            .execute(() -> result.completeExceptionally(refusal));
                                }
                            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(serverClosed());
        }
    }

    private void knock(
            String room,
            JoinRequest request,
            Consumer<RoomEvent> events,
            CompletableFuture<Joined> result) {
        if (closed.get()) {
            result.completeExceptionally(serverClosed());
            return;
        }
        RoomHost host;
        try {
            capacity.requireMemory();
            host = hostFor(room, RoomSettings.DEFAULT, new AtomicBoolean());
            host.loop().execute(() -> joinOn(host, room, request, events, result));
        } catch (RejectedException e) {
            result.completeExceptionally(e);
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(serverClosed());
        }
    }

    @Override
    public CompletionStage<List<ParticipantInfo>> participants(String room) {
        return rooms.containsKey(room)
                ? inRoom(room, RoomHost::participants)
                : CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Void> withdraw(String room, String waitingId) {
        return inRoom(
                room,
                host -> {
                    host.withdraw(waitingId);
                    return null;
                });
    }

    @Override
    public CompletionStage<RoomInfo> createRoom(String room, RoomSettings settings) {
        CompletableFuture<RoomInfo> result = new CompletableFuture<>();
        try {
            RoomHost existing = rooms.get(room);
            if (existing == null) {
                made(room, settings, result);
            } else {
                existing.loop().execute(() -> remake(existing, settings, result));
            }
        } catch (RejectedException e) {
            result.completeExceptionally(e);
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(serverClosed());
        }
        return result;
    }

    private void made(String room, RoomSettings settings, CompletableFuture<RoomInfo> result) {
        AtomicBoolean fresh = new AtomicBoolean();
        RoomHost host = hostFor(room, settings, fresh);
        host.loop()
                .execute(() -> {
                    host.expireIfEmpty();
                    RoomInfo info = host.room().info();
                    config.events()
                            .execute(() -> {
                                if (fresh.get()) {
                                    result.complete(info);
                                } else {
                                    result.completeExceptionally(taken(room));
                                }
                            });
                });
    }

    /** On the loop of the room that has the name. */
    private void remake(
            RoomHost existing, RoomSettings settings, CompletableFuture<RoomInfo> result) {
        String name = existing.room().name();
        if (existing.room().state() != SessionState.ENDED) {
            config.events().execute(() -> result.completeExceptionally(taken(name)));
            return;
        }
        existing.close(LeaveReason.ROOM_CLOSED);
        try {
            made(name, settings, result);
        } catch (RejectedException e) {
            config.events().execute(() -> result.completeExceptionally(e));
        }
    }

    private static RejectedException taken(String room) {
        return new RejectedException(
                Code.CONFLICT, "there is a room \"" + room + "\" already: use that, or end it");
    }

    @Override
    public CompletionStage<RoomInfo> room(String room) {
        return inRoom(room, host -> host.room().info());
    }

    @Override
    public CompletionStage<List<RoomInfo>> rooms() {
        List<CompletableFuture<@Nullable RoomInfo>> infos = new ArrayList<>();
        for (String name : new TreeSet<>(rooms.keySet())) {
            infos.add(room(name).exceptionally(gone -> null).toCompletableFuture());
        }
        return CompletableFuture.allOf(infos.toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        infos.stream()
                                .map(CompletableFuture::join)
                                .filter(Objects::nonNull)
                                .toList());
    }

    @Override
    public CompletionStage<List<WaitingInfo>> waiting(String room) {
        return inRoom(room, host -> host.room().waiting());
    }

    @Override
    public CompletionStage<RoomReply> command(String room, RoomCommand command) {
        return inRoom(room, host -> host.apply(null, command));
    }

    @Override
    public void revoke(JoinRequest.Access access) {
        revoked.revoke(access, System.currentTimeMillis());
    }

    @Override
    public Listening listen(Consumer<ServerEvent> listener) {
        return listeners.add(listener);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CountDownLatch open = new CountDownLatch(rooms.size());
        for (RoomHost host : List.copyOf(rooms.values())) {
            host.loop()
                    .execute(() -> {
                        host.close(LeaveReason.SERVER_CLOSED);
                        open.countDown();
                    });
        }
        try {
            if (!open.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("rooms close within " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            handshakes.close();
            loops.close();
            warmUp.close();
            metrics.close();
            if (dump != null) {
                dump.close();
            }
        }
    }

    Decisions decisions() {
        return decisions;
    }

    ServerConfig config() {
        return config;
    }

    Supplier<String> ids() {
        return this::newId;
    }

    int loopCount() {
        return loops.all().size();
    }

    PeerTransport newTransport(TransportListener listener) {
        return new PeerTransport(anyLoop(), transports, listener);
    }

    /** Refuses what was revoked, in the words of any other refusal of a token. */
    void requireNotRevoked(JoinRequest.@Nullable Access access) {
        if (access != null && revoked.contains(access.tokenId())) {
            throw new RejectedException(
                    Code.FORBIDDEN,
                    "This token lets nobody in any more; ask whoever invited you for a new one.");
        }
    }

    void count(ServerEvent event) {
        metrics.onEvent(event);
    }

    /** An event that no listener is told. */
    void countUntold() {
        metrics.onUntold();
    }

    void tell(ServerEvent event) {
        listeners.tell(event);
    }

    void forget(RoomHost host) {
        rooms.remove(host.room().name(), host);
    }

    private void joinOn(
            RoomHost host,
            String room,
            JoinRequest request,
            Consumer<RoomEvent> events,
            CompletableFuture<Joined> result) {
        if (host.closed()) {
            // It stood empty for too long while this join was on its way: take a new one.
            rooms.remove(room, host);
            knock(room, request, events, result);
            return;
        }
        host.join(request, events, result);
    }

    /**
     * The room of a name, made when there is none.
     *
     * @param fresh set when it was made
     */
    private RoomHost hostFor(String room, RoomSettings settings, AtomicBoolean fresh) {
        RoomHost existing = rooms.get(room);
        if (existing != null) {
            return existing;
        }
        capacity.requireName(room);
        capacity.requireRoom(rooms.size());
        return rooms.computeIfAbsent(
                room,
                name -> {
                    fresh.set(true);
                    return new RoomHost(this, anyLoop(), name, settings);
                });
    }

    /** Asks a room on its loop; completes on the embedder's executor. */
    private <T extends @Nullable Object> CompletionStage<T> inRoom(
            String room, Function<RoomHost, T> question) {
        CompletableFuture<T> result = new CompletableFuture<>();
        RoomHost host = rooms.get(room);
        if (host == null) {
            result.completeExceptionally(
                    new RejectedException(Code.NOT_FOUND, "there is no such room"));
            return result;
        }
        Runnable task =
                () -> {
                    try {
                        T value = question.apply(host);
                        config.events().execute(() -> result.complete(value));
                    } catch (RejectedException e) {
                        config.events().execute(() -> result.completeExceptionally(e));
                    }
                };
        try {
            host.loop().execute(task);
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(serverClosed());
        }
        return result;
    }

    private MediaLoop anyLoop() {
        return loops.all().get(Math.floorMod(nextLoop.getAndIncrement(), loopCount()));
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static RejectedException serverClosed() {
        return new RejectedException(Code.UNAVAILABLE, "the server is closed");
    }
}
