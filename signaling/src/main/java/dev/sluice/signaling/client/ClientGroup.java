package dev.sluice.signaling.client;

import dev.sluice.dtlssrtp.dtls.DtlsIdentity;
import dev.sluice.dtlssrtp.dtls.HandshakeExecutor;
import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.ice.stun.StunCodec;
import dev.sluice.sfu.net.LoopGroup;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads, certificate and handshakes that headless participants share: a participant costs two
 * sockets and its buffers. Usable from any thread.
 */
public final class ClientGroup implements AutoCloseable {

    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final LoopPolling polling = new LoopPolling();
    private final LoopGroup group;
    private final List<ClientLoop> loops = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final Shared shared;

    /**
     * What all participants use.
     *
     * @param tls for {@code wss}
     * @param wallOffsetNanos from monotonic time to nanoseconds since 1900
     */
    record Shared(
            DtlsIdentity identity,
            HandshakeExecutor handshakes,
            IceCredentialsFactory credentials,
            SecureRandom random,
            @Nullable SslContext tls,
            long wallOffsetNanos) {}

    private ClientGroup(int threads, @Nullable SslContext tls) {
        group = new LoopGroup("sluice-client", threads, polling);
        for (int i = 0; i < threads; i++) {
            loops.add(new ClientLoop(group.loops().next()));
        }
        SecureRandom random = new SecureRandom();
        Instant now = Instant.now();
        long wall =
                (now.getEpochSecond() + SECONDS_1900_TO_1970) * NANOS_PER_SECOND + now.getNano();
        shared =
                new Shared(
                        DtlsIdentity.generate(random),
                        new HandshakeExecutor(),
                        new IceCredentialsFactory(random),
                        random,
                        tls,
                        wall - System.nanoTime());
    }

    /**
     * Starts the threads and warms the ciphers; blocks for some hundred milliseconds.
     *
     * @param threads 1 or more; some hundred participants share one
     */
    public static ClientGroup start(int threads) {
        return start(threads, null);
    }

    /**
     * Starts the threads.
     *
     * @param threads 1 or more
     * @param tls which servers to trust for {@code wss}; null: none but {@code ws}
     */
    public static ClientGroup start(int threads, @Nullable SslContext tls) {
        SrtpSession.warmUp();
        StunCodec.warmUp();
        return new ClientGroup(threads, tls);
    }

    /**
     * Joins a room. Completes with the participant once the server has let it in, on the
     * participant's loop; fails with a {@link dev.sluice.sfu.api.RejectedException} when it has
     * not, and with an {@link java.io.IOException} when it cannot be reached.
     */
    public CompletionStage<HeadlessParticipant> join(
            JoinOptions options, ParticipantListener listener) {
        return HeadlessParticipant.join(nextLoop(), shared, options, listener);
    }

    /** A peer for any server that speaks offer and answer. */
    public CompletionStage<HeadlessPeer> peer(MediaOptions options, ParticipantListener listener) {
        ClientLoop loop = nextLoop();
        return CompletableFuture.supplyAsync(
                () -> new HeadlessPeer(loop, shared, options, listener), loop.eventLoop());
    }

    private ClientLoop nextLoop() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /**
     * How late the threads came to their work at worst since the last call, in nanoseconds: what a
     * busy client adds to the delays that it measures.
     */
    public long takeWorstLatenessNanos() {
        return loops.stream().mapToLong(ClientLoop::takeWorstTickNanos).max().orElse(0);
    }

    /** How the threads wait for packets; they sleep unless it is switched on. */
    public LoopPolling polling() {
        return polling;
    }

    /** Cuts every connection without leaving first, and ends the threads. Blocks. */
    @Override
    public void close() {
        shared.handshakes.close();
        group.close();
    }
}
