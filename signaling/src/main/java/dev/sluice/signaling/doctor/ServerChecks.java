package dev.sluice.signaling.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Whether a running server answers, and how its clock stands to ours. */
final class ServerChecks {

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration MAX_SKEW = Duration.ofSeconds(30);

    private final URI server;
    private final Duration patience;
    private final HttpClient client;
    private boolean answers;

    /**
     * Checks of that server.
     *
     * @param server {@code http} or {@code https}
     * @param trust null: what this JDK trusts
     */
    ServerChecks(URI server, @Nullable SSLContext trust) {
        this(server, trust, PATIENCE);
    }

    ServerChecks(URI server, @Nullable SSLContext trust, Duration patience) {
        this.server = server;
        this.patience = patience;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(patience);
        this.client = (trust == null ? builder : builder.sslContext(trust)).build();
    }

    /** Whether calls are worth a try. */
    boolean answers() {
        return answers;
    }

    List<Finding> findings() {
        try {
            HttpResponse<String> health =
                    client.send(
                            HttpRequest.newBuilder(server.resolve("/health"))
                                    .timeout(patience)
                                    .build(),
                            BodyHandlers.ofString());
            return judge(health, Instant.now());
        } catch (IOException e) {
            return List.of(unreachable(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.skipped("server", "interrupted"));
        }
    }

    private List<Finding> judge(HttpResponse<String> health, Instant now) {
        List<Finding> findings = new ArrayList<>();
        answers = health.statusCode() == 200;
        switch (health.statusCode()) {
            case 200 -> findings.add(Finding.ok("server", server + " answers"));
            case 503 ->
                    findings.add(
                            Finding.bad(
                                    "server",
                                    server + " goes down and takes nobody new",
                                    "wait for the new one, or start it"));
            case 403, 421 ->
                    findings.add(
                            Finding.bad(
                                    "server",
                                    server + " does not know itself by that name",
                                    "start it with --allowed-host " + server.getHost()));
            default ->
                    findings.add(
                            Finding.bad(
                                    "server",
                                    server
                                            + " answers "
                                            + health.statusCode()
                                            + " to /health: that is no Sluice, or a proxy without"
                                            + " one behind it",
                                    "check address and port, and what the proxy passes on"));
        }
        health.headers().firstValue("Date").ifPresent(date -> findings.add(clock(date, now)));
        return findings;
    }

    static Finding clock(String date, Instant now) {
        Instant theirs;
        try {
            theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeParseException e) {
            return Finding.skipped("clock", "the server's date cannot be read: " + date);
        }
        Duration skew = Duration.between(now, theirs);
        return skew.abs().compareTo(MAX_SKEW) <= 0
                ? Finding.ok("clock", "ours and the server's agree")
                : Finding.bad(
                        "clock",
                        "the server's is "
                                + skew.abs().toSeconds()
                                + " s "
                                + (skew.isNegative() ? "behind" : "ahead of")
                                + " ours: tokens count as expired or not yet good",
                        "synchronise both (timedatectl set-ntp true)");
    }

    private Finding unreachable(IOException e) {
        String why = String.valueOf(e.getMessage());
        if (e instanceof SSLException) {
            return Finding.bad(
                    "server",
                    "TLS to " + server + " fails: " + why,
                    "check that the certificate is for this name, in date, and comes with its"
                            + " chain; with one of --lan add --insecure; with plain HTTP write http://");
        }
        if (e.getCause() instanceof UnresolvedAddressException
                || (e instanceof ConnectException
                        && e.getCause() instanceof ConnectException c
                        && c.getCause() instanceof UnresolvedAddressException)) {
            return Finding.bad(
                    "server",
                    server.getHost() + " has no address",
                    "check the name and its DNS entry");
        }
        if (e instanceof HttpTimeoutException) {
            return Finding.bad(
                    "server",
                    "nothing comes back from " + server,
                    "let TCP port " + port() + " through the firewall and the cloud's rules");
        }
        return Finding.bad(
                "server",
                "no connection to " + server + " (" + (e.getMessage() == null ? e : why) + ")",
                "check that it runs and listens on that address: without a key it listens on its"
                        + " own machine only");
    }

    private int port() {
        return server.getPort() >= 0
                ? server.getPort()
                : "https".equals(server.getScheme()) ? 443 : 80;
    }
}
