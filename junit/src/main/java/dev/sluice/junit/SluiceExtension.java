package dev.sluice.junit;

import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole server on free ports of the loopback address, and participants without a browser whose
 * ICE, DTLS, SRTP and signalling are real:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SluiceExtension sluice = SluiceExtension.create();
 * }</pre>
 *
 * <p>In a static field it runs for the test class, in another one for each test. Threads, sockets
 * and participants are gone when it ends. Any thread may use it.
 */
public final class SluiceExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

    private static final long PATIENCE_SECONDS = 30;

    private record Running(SluiceServer media, SignalingServer signaling, ClientGroup clients) {

        void close() {
            clients.close();
            signaling.close();
            media.close();
        }
    }

    private final UnaryOperator<ServerConfig> media;
    private final UnaryOperator<SignalingConfig.Builder> signaling;
    private volatile @Nullable Running running;
    private boolean ofClass;

    private SluiceExtension(
            UnaryOperator<ServerConfig> media, UnaryOperator<SignalingConfig.Builder> signaling) {
        this.media = media;
        this.signaling = signaling;
    }

    /** A server that lets everybody in. */
    public static SluiceExtension create() {
        return new SluiceExtension(config -> config, config -> config);
    }

    /**
     * The same with another configuration of media, such as hooks or limits.
     *
     * @param change gets one for free ports of the loopback address
     */
    public SluiceExtension withMedia(UnaryOperator<ServerConfig> change) {
        return new SluiceExtension(change, signaling);
    }

    /**
     * The same with another configuration of signalling, such as keys.
     *
     * @param change gets one for a free port of the loopback address
     */
    public SluiceExtension withSignaling(UnaryOperator<SignalingConfig.Builder> change) {
        return new SluiceExtension(media, change);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        ofClass = true;
        running = start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!ofClass) {
            running = start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!ofClass) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
        ofClass = false;
    }

    private Running start() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        SluiceServer server =
                SluiceServer.start(
                        media.apply(
                                ServerConfig.DEFAULT
                                        .withUdpPort(0)
                                        .withAddresses(List.of(loopback))));
        try {
            SignalingConfig config =
                    signaling.apply(SignalingConfig.builder().port(0).address(loopback)).build();
            return new Running(server, SignalingServer.start(config, server), ClientGroup.start(1));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void stop() {
        Running ended = running;
        running = null;
        if (ended != null) {
            ended.close();
        }
    }

    private Running running() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException(
                    "the server runs during tests: register the extension with @RegisterExtension");
        }
        return now;
    }

    /** The media server, to create rooms, listen, tap and command. */
    public SluiceServer media() {
        return running().media();
    }

    /** The signalling server. */
    public SignalingServer signaling() {
        return running().signaling();
    }

    /** Where pages, WHIP and WHEP are: {@code http://localhost:PORT/}. */
    public URI uri() {
        return URI.create("http://localhost:" + signaling().port() + "/");
    }

    /** Where clients join: {@code ws://localhost:PORT/ws}. */
    public URI webSocket() {
        return URI.create("ws://localhost:" + signaling().port() + "/ws");
    }

    /**
     * Joins a room and waits until that is done, 30 s at most.
     *
     * @throws dev.sluice.sfu.api.RejectedException when the server refuses
     */
    public Guest join(String room, String identity) {
        return join(JoinOptions.of(webSocket(), room).withIdentity(identity));
    }

    /**
     * The same with options, such as a token.
     *
     * @param options for {@link #webSocket}
     */
    public Guest join(JoinOptions options) {
        Inbox inbox = new Inbox();
        try {
            return new Guest(
                    running()
                            .clients()
                            .join(options, inbox)
                            .toCompletableFuture()
                            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .join(),
                    inbox);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw e;
        }
    }
}
