package dev.sluice.signaling.observe;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.signaling.http.AddressCounter;
import dev.sluice.signaling.http.HttpServer;
import dev.sluice.signaling.http.Tally;
import dev.sluice.signaling.webhook.WebhookSender;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/** Who knocks at the HTTP port, and who was turned away there. Any thread. */
public final class DoorMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final List<Meter> registered = new CopyOnWriteArrayList<>();

    /** Registers with that registry. */
    public DoorMeters(MeterRegistry registry, AddressCounter waiting, Tally tally) {
        this.registry = registry;
        refused("waiting", waiting, AddressCounter::refused);
        for (Tally.Closed reason : Tally.Closed.values()) {
            registered.add(
                    FunctionCounter.builder("sluice.closed", tally, all -> all.closed(reason))
                            .description("HTTP and WebSocket connections closed past a limit")
                            .tag("reason", word(reason))
                            .register(registry));
        }
        registered.add(
                FunctionCounter.builder("sluice.paused", tally, Tally::paused)
                        .description("Times that a WebSocket was not read, for all that it asked")
                        .register(registry));
        for (Tally.Drained outcome : Tally.Drained.values()) {
            registered.add(
                    FunctionCounter.builder("sluice.drained", tally, all -> all.drained(outcome))
                            .description("Clients that were there when the server went down")
                            .tag("outcome", word(outcome))
                            .register(registry));
        }
        for (RejectedException.Code code : RejectedException.Code.values()) {
            registered.add(
                    FunctionCounter.builder(
                                    "sluice.requests.refused", tally, all -> all.refused(code))
                            .description("Requests that were refused")
                            .tag("code", word(code))
                            .register(registry));
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Shows the connections of a port too. */
    public void watch(HttpServer http) {
        registered.add(
                Gauge.builder("sluice.http.connections", http, HttpServer::openConnections)
                        .description("Connections of HTTP and WebSocket")
                        .register(registry));
        refused("connections", http, HttpServer::refusedConnections);
    }

    /** Shows what became of webhooks. */
    public void watch(List<WebhookSender> senders) {
        registered.add(
                FunctionCounter.builder(
                                "sluice.webhooks.dropped",
                                senders,
                                all -> all.stream().mapToLong(WebhookSender::dropped).sum())
                        .description("Webhook deliveries given up, for age or want of room")
                        .register(registry));
    }

    private <T> void refused(String reason, T of, ToDoubleFunction<T> count) {
        registered.add(
                FunctionCounter.builder("sluice.refused", of, count)
                        .description("Turned away at the door")
                        .tag("reason", reason)
                        .register(registry));
    }

    /** Takes its meters out of the registry. */
    @Override
    public void close() {
        registered.forEach(registry::remove);
    }
}
