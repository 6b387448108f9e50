package dev.sluice.signaling.server;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.explain.CallInsight;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.auth.TokenVerifier;
import dev.sluice.signaling.call.CallCenter;
import dev.sluice.signaling.http.AddressCounter;
import dev.sluice.signaling.http.Endpoint;
import dev.sluice.signaling.http.Health;
import dev.sluice.signaling.http.Hosts;
import dev.sluice.signaling.http.HttpServer;
import dev.sluice.signaling.http.Origins;
import dev.sluice.signaling.http.Site;
import dev.sluice.signaling.http.StaticFiles;
import dev.sluice.signaling.http.Tally;
import dev.sluice.signaling.http.WebSocketUpgrade;
import dev.sluice.signaling.observe.AdminToken;
import dev.sluice.signaling.observe.DoorMeters;
import dev.sluice.signaling.observe.MetricsEndpoint;
import dev.sluice.signaling.rest.AdminAccess;
import dev.sluice.signaling.rest.AdminEndpoint;
import dev.sluice.signaling.rest.Totals;
import dev.sluice.signaling.session.Admission;
import dev.sluice.signaling.session.Tickets;
import dev.sluice.signaling.webhook.AuditLog;
import dev.sluice.signaling.webhook.Webhook;
import dev.sluice.signaling.webhook.WebhookSender;
import dev.sluice.signaling.whip.WhipEndpoint;
import dev.sluice.signaling.ws.WebSocketEndpoints;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What signalling offers over a media server, whoever listens. Safe from any thread. */
final class Services {

    private static final long POLL_MILLIS = 20;

    private final SignalingConfig config;
    private final MediaServer media;
    private final WebSocketEndpoints webSockets;
    private final WhipEndpoint whip;
    private final AdminEndpoint admin;
    private final CallCenter calls;
    private final AddressCounter waiting;
    private final Tally tally = new Tally();
    private final @Nullable DoorMeters meters;
    private final List<WebhookSender> senders = new ArrayList<>();
    private final List<MediaServer.Listening> listening = new ArrayList<>();
    private volatile boolean draining;

    Services(SignalingConfig config, EventLoopGroup loops, MediaServer media) {
        this.config = config;
        this.media = media;
        this.waiting = new AddressCounter(config.maxWaitingPerAddress());
        MeterRegistry registry = media instanceof SluiceServer known ? known.metrics() : null;
        this.meters = registry == null ? null : new DoorMeters(registry, waiting, tally);
        SecureRandom random = new SecureRandom();
        Tickets tickets = new Tickets(random);
        TokenVerifier verifier =
                config.open()
                        ? null
                        : new TokenVerifier(config.keys(), config.publicKeys(), Clock.systemUTC());
        Admission admission = new Admission(verifier, random, tickets, media.limits());
        this.calls = new CallCenter(media, tickets, loops.next(), random);
        this.admin = admin(verifier);
        tellWebhooks(random, loops);
        this.webSockets =
                new WebSocketEndpoints(
                        media,
                        admission,
                        config.iceServers(),
                        calls,
                        random,
                        tally,
                        media.limits(),
                        config.joinTimeout().toMillis());
        this.whip =
                new WhipEndpoint(
                        media, admission, config.iceServers(), loops::next, random, () -> draining);
    }

    private AdminEndpoint admin(@Nullable TokenVerifier verifier) {
        Totals totals = new Totals();
        listening.add(media.listen(totals::tell));
        calls.listen(totals::tell);
        AdminToken token = new AdminToken(config.adminToken(), config.open());
        CallInsight insight = media instanceof CallInsight known ? known : null;
        return new AdminEndpoint(media, insight, calls, totals, new AdminAccess(token, verifier));
    }

    private void tellWebhooks(SecureRandom random, EventLoopGroup loops) {
        listening.add(media.listen(AuditLog::tell));
        for (Webhook webhook : config.webhooks()) {
            WebhookSender sender = new WebhookSender(webhook, loops.next(), random, media.limits());
            senders.add(sender);
            listening.add(media.listen(sender::tell));
            calls.listen(sender::tell);
        }
        if (meters != null) {
            meters.watch(senders);
        }
    }

    /** With pages, health and metrics: for a port of its own. */
    Site whole() {
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
        return site(endpoints);
    }

    /** Without what an embedder has of its own. */
    Site embedded() {
        return site(List.of(whip, admin, StaticFiles.ofClient()));
    }

    private Site site(List<Endpoint> endpoints) {
        List<String> hosts = new ArrayList<>(config.allowedHosts());
        if (config.tls() != null) {
            hosts.addAll(config.tls().hostNames());
        }
        WebSocketUpgrade upgrade =
                new WebSocketUpgrade(
                        media.limits().of(Limit.MESSAGE_BYTES),
                        media.limits().of(Limit.SOCKET_QUEUE_SECONDS),
                        waiting,
                        () -> draining,
                        webSockets);
        return new Site(
                new Hosts(hosts),
                new Origins(config.allowedOrigins()),
                endpoints,
                upgrade,
                tally,
                media.limits().of(Limit.BODY_BYTES),
                config.requestTimeout().toMillis(),
                media.limits().of(Limit.SOCKET_QUEUE_SECONDS));
    }

    /** Shows in the metrics who comes to a port of its own. */
    void watch(HttpServer http) {
        if (meters != null) {
            meters.watch(http);
        }
    }

    int sessions() {
        return webSockets.size() + whip.size();
    }

    /** Takes nobody new and tells every client that the server goes down. */
    void goDown() {
        draining = true;
        webSockets.goingDown();
    }

    /** Goes down and waits until every client is told and closed, at most that long. Blocks. */
    Drained drain(Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        long cutOffBefore = webSockets.cutOff();
        int clients = webSockets.size();
        goDown();
        while (webSockets.size() > 0 && System.nanoTime() - start < timeout.toNanos()) {
            Thread.sleep(POLL_MILLIS);
        }
        long deaf = webSockets.cutOff() - cutOffBefore;
        int cutOff = (int) Math.min(clients, webSockets.size() + deaf);
        int told = clients - cutOff;
        tally.drain(Tally.Drained.TOLD, told);
        tally.drain(Tally.Drained.CUT_OFF, cutOff);
        return new Drained(told, cutOff, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Takes nobody new, listens to the media server no more, and tells webhooks no more. */
    void close() {
        draining = true;
        calls.close();
        listening.forEach(MediaServer.Listening::close);
        senders.forEach(WebhookSender::close);
        if (meters != null) {
            meters.close();
        }
    }
}
