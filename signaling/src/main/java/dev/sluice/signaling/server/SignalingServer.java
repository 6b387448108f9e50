package dev.sluice.signaling.server;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.net.LoopGroup;
import dev.sluice.sfu.net.TcpShare;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.auth.TokenVerifier;
import dev.sluice.signaling.call.CallCenter;
import dev.sluice.signaling.http.AddressCounter;
import dev.sluice.signaling.http.Endpoint;
import dev.sluice.signaling.http.Health;
import dev.sluice.signaling.http.Hosts;
import dev.sluice.signaling.http.HttpServer;
import dev.sluice.signaling.http.ListenException;
import dev.sluice.signaling.http.Origins;
import dev.sluice.signaling.http.Site;
import dev.sluice.signaling.http.StaticFiles;
import dev.sluice.signaling.http.WebSocketUpgrade;
import dev.sluice.signaling.observe.AdminToken;
import dev.sluice.signaling.observe.MetricsEndpoint;
import dev.sluice.signaling.rest.AdminAccess;
import dev.sluice.signaling.rest.AdminEndpoint;
import dev.sluice.signaling.rest.Totals;
import dev.sluice.signaling.sdp.SdpLimits;
import dev.sluice.signaling.session.Admission;
import dev.sluice.signaling.session.Tickets;
import dev.sluice.signaling.webhook.AuditLog;
import dev.sluice.signaling.webhook.Webhook;
import dev.sluice.signaling.webhook.WebhookSender;
import dev.sluice.signaling.whip.WhipEndpoint;
import dev.sluice.signaling.ws.WebSocketEndpoints;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Signalling, the demo page, WHIP and WHEP over a media server. Several may live in one JVM. The
 * media server stays the caller's: close this first, then that.
 */
public final class SignalingServer implements AutoCloseable {

    /** Of one WebSocket message. */
    public static final int MAX_MESSAGE_BYTES = 1 << 20;

    private static final long POLL_MILLIS = 20;

    private final LoopGroup loops;
    private final HttpServer http;
    private final WebSocketEndpoints webSockets;
    private final WhipEndpoint whip;
    private final AdminEndpoint admin;
    private final List<WebhookSender> senders = new ArrayList<>();
    private final int port;
    private final boolean secure;
    private volatile boolean draining;

    SignalingServer(
            SignalingConfig config,
            LoopGroup loops,
            HttpServer http,
            int port,
            MediaServer media,
            @Nullable TcpShare share) {
        this.loops = loops;
        this.http = http;
        this.port = port;
        this.secure = config.tls() != null;
        SecureRandom random = new SecureRandom();
        Tickets tickets = new Tickets(random);
        TokenVerifier verifier =
                config.open()
                        ? null
                        : new TokenVerifier(config.keys(), config.publicKeys(), Clock.systemUTC());
        Admission admission = new Admission(verifier, random, tickets);
        CallCenter calls = new CallCenter(media, tickets, loops.loops().next(), random);
        this.admin = admin(config, media, calls, verifier);
        tellWebhooks(config, media, calls, random);
        this.webSockets =
                new WebSocketEndpoints(
                        media,
                        admission,
                        config.iceServers(),
                        calls,
                        random,
                        MAX_MESSAGE_BYTES,
                        config.joinTimeout().toMillis());
        this.whip =
                new WhipEndpoint(
                        media,
                        admission,
                        config.iceServers(),
                        loops.loops()::next,
                        random,
                        () -> draining);
        http.accept(site(config, media), share);
    }

    /**
     * Binds and takes connections.
     *
     * @throws ListenException when the port is taken or may not be used
     */
    public static SignalingServer start(SignalingConfig config, MediaServer media)
            throws ListenException {
        return BoundPort.bind(config).serve(media, null);
    }

    private static AdminEndpoint admin(
            SignalingConfig config,
            MediaServer media,
            CallCenter calls,
            @Nullable TokenVerifier verifier) {
        Totals totals = new Totals();
        media.listen(totals::tell);
        calls.listen(totals::tell);
        AdminToken token = new AdminToken(config.adminToken(), config.open());
        return new AdminEndpoint(media, calls, totals, new AdminAccess(token, verifier));
    }

    private void tellWebhooks(
            SignalingConfig config, MediaServer media, CallCenter calls, SecureRandom random) {
        media.listen(AuditLog::tell);
        for (Webhook webhook : config.webhooks()) {
            WebhookSender sender = new WebhookSender(webhook, loops.loops().next(), random);
            senders.add(sender);
            media.listen(sender::tell);
            calls.listen(sender::tell);
        }
    }

    private List<Endpoint> endpoints(SignalingConfig config, MediaServer media) {
        List<Endpoint> endpoints = new ArrayList<>();
        SluiceServer sluice = media instanceof SluiceServer known ? known : null;
        BooleanSupplier ready = sluice == null ? () -> true : sluice::ready;
        endpoints.add(new Health(() -> draining, ready));
        endpoints.add(whip);
        endpoints.add(admin);
        if (sluice != null && sluice.metrics() instanceof PrometheusMeterRegistry registry) {
            AdminToken admin = new AdminToken(config.adminToken(), config.open());
            endpoints.add(new MetricsEndpoint(registry, admin));
        }
        endpoints.add(new StaticFiles());
        return endpoints;
    }

    private Site site(SignalingConfig config, MediaServer media) {
        List<String> hosts = new ArrayList<>(config.allowedHosts());
        if (config.tls() != null) {
            hosts.addAll(config.tls().hostNames());
        }
        WebSocketUpgrade upgrade =
                new WebSocketUpgrade(
                        MAX_MESSAGE_BYTES,
                        new AddressCounter(config.maxWaitingPerAddress()),
                        () -> draining,
                        webSockets);
        return new Site(
                new Hosts(hosts),
                new Origins(config.allowedOrigins()),
                endpoints(config, media),
                upgrade,
                SdpLimits.STANDARD.characters(),
                config.requestTimeout().toMillis());
    }

    public int port() {
        return port;
    }

    public boolean secure() {
        return secure;
    }

    /** WebSocket connections and WHIP and WHEP sessions at this moment. */
    public int sessions() {
        return webSockets.size() + whip.size();
    }

    /**
     * Takes nobody new, tells every client that the server goes down, and waits until they are told
     * and closed, at most that long. Blocks.
     */
    public void drain(Duration timeout) throws InterruptedException {
        draining = true;
        http.stopAccepting();
        webSockets.goingDown();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (webSockets.size() > 0 && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Closes every connection and ends the threads. Blocks; harmless when repeated. */
    @Override
    public void close() {
        draining = true;
        http.close();
        senders.forEach(WebhookSender::close);
        loops.close();
    }
}
