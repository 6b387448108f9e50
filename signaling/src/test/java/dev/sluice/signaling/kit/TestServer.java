package dev.sluice.signaling.kit;

import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A signalling server on a free loopback port over a {@link FakeMediaServer}, and its clients. */
public final class TestServer implements AutoCloseable {

    public static final ApiKey KEY =
            new ApiKey("tests", "a-secret-of-more-than-32-bytes-for-tests");

    public final FakeMediaServer media;
    public final SignalingServer signaling;
    private final HttpClient client = HttpClient.newHttpClient();
    private final @Nullable MediaServer real;

    private TestServer(SignalingConfig config, @Nullable MediaServer real) throws IOException {
        this(config, new FakeMediaServer(), real);
    }

    private TestServer(SignalingConfig config, FakeMediaServer media, @Nullable MediaServer real)
            throws IOException {
        this.media = media;
        this.real = real;
        signaling = SignalingServer.start(config, real == null ? media : real);
    }

    /** A media server for one test: any free port of loopback, and few loops. */
    public static ServerConfig mediaConfig(int loops) {
        return ServerConfig.DEFAULT
                .withUdpPort(0)
                .withAddresses(List.of(InetAddress.getLoopbackAddress()))
                .withLoops(loops);
    }

    /** Over real rooms instead, whose media listens on loopback. */
    public static TestServer withRooms(UnaryOperator<SignalingConfig.Builder> change)
            throws IOException {
        return new TestServer(
                change.apply(SignalingConfig.builder()).port(0).build(),
                SluiceServer.start(mediaConfig(2)));
    }

    /** The real rooms. */
    public MediaServer rooms() {
        if (real == null) {
            throw new IllegalStateException("the rooms are fakes");
        }
        return real;
    }

    public static TestServer start() throws IOException {
        return start(config -> config);
    }

    /** With that changed; the port stays any free one. */
    public static TestServer start(UnaryOperator<SignalingConfig.Builder> change)
            throws IOException {
        return new TestServer(change.apply(SignalingConfig.builder()).port(0).build(), null);
    }

    /** With these limits. */
    public static TestServer withLimits(Limits limits) throws IOException {
        FakeMediaServer media = new FakeMediaServer();
        media.limits = limits;
        return new TestServer(SignalingConfig.builder().port(0).build(), media, null);
    }

    public static TestServer withKey() throws IOException {
        return start(config -> config.keys(List.of(KEY)));
    }

    public String address() {
        return "http://127.0.0.1:" + signaling.port();
    }

    public HttpClient client() {
        return client;
    }

    public WebSocketClient webSocket() {
        return WebSocketClient.connect(client, address());
    }

    /** A request to that path, with pairs of header names and values. */
    public HttpResponse<String> request(
            String method, String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address() + path))
                        .timeout(Duration.ofSeconds(10))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public HttpResponse<String> get(String path, String... headers) {
        return request("GET", path, "", headers);
    }

    @Override
    public void close() {
        signaling.close();
        media.close();
        if (real != null) {
            real.close();
        }
    }
}
