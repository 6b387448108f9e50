package dev.sluice.signaling.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.sfu.api.Permissions;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.kit.WebSocketClient;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar as a process: its start, its end, and what it lets nobody read. */
@Tag("timed")
@Timeout(120)
class StandaloneIT {

    private static final String CANARY = "canary-0123456789abcdef0123456789abcdef";
    private static final long MAX_BAD_START_MILLIS = 2_000;
    private static final Pattern LOG_LINE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\S+ (INFO |WARN |ERROR|DEBUG|TRACE) .*");

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir Path directory;

    @Test
    void shouldEndABadStartWithOneLineWithinTwoSeconds() throws Exception {
        Path rubbish = Files.writeString(directory.resolve("rubbish.pem"), "rubbish");
        try (ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DatagramSocket udp = new DatagramSocket()) {
            String httpPort = Integer.toString(http.getLocalPort());
            String udpPort = Integer.toString(udp.getLocalPort());
            assertBad("http-port: " + httpPort + " is taken", "--http-port", httpPort);
            assertBad("udp-port: " + udpPort + " is taken", "--udp-port", udpPort);
        }
        assertBad("at least 32", "--key", "id:weak");
        assertBad(
                "tls-cert: '" + rubbish + "': there is no certificate",
                "--tls-cert",
                rubbish.toString(),
                "--tls-key",
                rubbish.toString());
        assertBad("advertise: 'nowhere.invalid' has no address", "--advertise", "nowhere.invalid");
        assertBad("--http-port: 'x'", "--http-port", "x");
    }

    private static void assertBad(String words, String... flags) throws Exception {
        List<String> all = new ArrayList<>(List.of(flags));
        if (!all.contains("--http-port")) {
            all.addAll(List.of("--http-port", "0"));
        }
        if (!all.contains("--udp-port")) {
            all.addAll(List.of("--udp-port", "0"));
        }
        long fastest = Long.MAX_VALUE;
        // The fastest of three: what else runs on the machine is not the server's doing.
        for (int i = 0; i < 3 && fastest > MAX_BAD_START_MILLIS; i++) {
            fastest = Math.min(fastest, badStartMillis(words, all.toArray(String[]::new)));
        }
        assertTrue(fastest <= MAX_BAD_START_MILLIS, words + " took " + fastest + " ms");
    }

    private static long badStartMillis(String words, String... flags) throws Exception {
        long begun = System.nanoTime();
        try (Standalone server = Standalone.start(Map.of(), flags)) {
            assertEquals(2, server.end(), server.log.toString());
            long millis = (System.nanoTime() - begun) / 1_000_000;
            List<String> lines =
                    server.log.stream().filter(line -> line.startsWith("sluice: ")).toList();
            assertEquals(1, lines.size(), server.log.toString());
            assertTrue(lines.get(0).contains(words), lines.get(0));
            return millis;
        }
    }

    @Test
    void shouldTellEveryClientAtSigtermAndEndWithZero() throws Exception {
        try (Standalone server = start(Map.of())) {
            String address = server.address();
            List<WebSocketClient> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                WebSocketClient guest = WebSocketClient.connect(client, address);
                assertEquals("ok", guest.join("r", "guest" + i).get("type").asString());
                clients.add(guest);
            }
            long begun = System.nanoTime();
            server.signal("TERM");
            for (WebSocketClient guest : clients) {
                assertEquals("server-closed", guest.event("left").get("reason").asString());
            }
            long toldMillis = (System.nanoTime() - begun) / 1_000_000;
            for (WebSocketClient guest : clients) {
                assertEquals(1000, guest.awaitClose());
            }
            assertEquals(0, server.end(), server.log.toString());
            assertTrue((System.nanoTime() - begun) / 1_000_000 < 10_000);
            // 100 ms is the aim; `kill` itself and a busy machine need their share.
            assertTrue(toldMillis < 1_000, "told after " + toldMillis + " ms");
        }
    }

    @Test
    void shouldEndAtOnceAtCtrlC() throws Exception {
        assumeFalse(Standalone.ignoresInterrupts(), "this run is in the background of a shell");
        try (Standalone server = start(Map.of());
                WebSocketClient guest = WebSocketClient.connect(client, server.address())) {
            guest.join("r", "guest");
            long begun = System.nanoTime();
            server.signal("INT");
            assertEquals(130, server.end());
            assertTrue(System.nanoTime() - begun < 5_000_000_000L);
        }
    }

    @Test
    void shouldKeepSecretsAndForgedLinesOutOfItsLog() throws Exception {
        try (Standalone server =
                start(Map.of("SLUICE_KEY", "k:" + CANARY, "SLUICE_LOG_LEVEL", "trace"))) {
            String address = server.address();
            Grant grant =
                    new Grant(
                            "kitchen",
                            "ada\r\n2026-01-01T00:00:00 INFO forged",
                            null,
                            Permissions.ALL,
                            Instant.now().plusSeconds(60));
            String odd = new TokenIssuer(new ApiKey("k", CANARY)).issue(grant);
            String good =
                    new TokenIssuer(new ApiKey("k", CANARY))
                            .issue(
                                    new Grant(
                                            "kitchen",
                                            "ada",
                                            null,
                                            Permissions.ALL,
                                            grant.expiresAt()));
            try (WebSocketClient guest = WebSocketClient.connect(client, address)) {
                guest.ask("join", "\"room\":\"kitchen\",\"token\":\"%s\"".formatted(odd));
                guest.ask("join", "\"room\":\"cellar\",\"token\":\"%s\"".formatted(good));
                guest.ask("join", "\"room\":\"kitchen\",\"token\":\"%s\"".formatted(good));
                guest.ask("offer", "\"sdp\":\"v=0\\r\\nforged\"");
            }
            post(address + "/whip/kitchen", good);
            post(address + "/whip/a%0d%0aforged", good);
            server.signal("TERM");
            assertEquals(0, server.end());
            String signature = good.substring(good.lastIndexOf('.') + 1);
            for (String line : server.log) {
                assertTrue(LOG_LINE.matcher(line).matches(), "not one event: " + line);
                assertFalse(line.contains(CANARY), line);
                assertFalse(line.contains(signature), line);
            }
            assertFalse(server.output.stream().anyMatch(line -> line.contains(CANARY)));
        }
    }

    @Test
    void shouldKeepWhatPeopleSayOutOfItsLog() throws Exception {
        Map<String, String> environment =
                Map.of(
                        "SLUICE_LOG_LEVEL",
                        "trace",
                        "SLUICE_ADMIN_TOKEN",
                        CANARY,
                        "SLUICE_TURN_URL",
                        "turn:127.0.0.1:9?transport=udp",
                        "SLUICE_TURN_SECRET",
                        CANARY,
                        "SLUICE_WEBHOOK",
                        "http://127.0.0.1:9/" + CANARY,
                        "SLUICE_WEBHOOK_SECRET",
                        CANARY);
        String text = "\"" + CANARY + "\"";
        try (Standalone server = start(environment)) {
            String address = server.address();
            try (WebSocketClient ada = WebSocketClient.connect(client, address);
                    WebSocketClient bob = WebSocketClient.connect(client, address)) {
                ada.must("join", "\"room\":\"kitchen\",\"identity\":\"ada\",\"name\":" + text);
                ada.must(
                        "settings",
                        "\"settings\":{\"password\":" + text + ",\"metadata\":" + text + "}");
                bob.ask("join", "\"room\":\"kitchen\",\"identity\":\"bob\",\"password\":" + text);
                ada.must("describe", "\"attributes\":{\"mood\":" + text + "}");
                ada.must("chat", "\"text\":" + text);
                ada.must("chat", "\"to\":\"bob\",\"text\":" + text);
                String payload = Base64.getEncoder().encodeToString(CANARY.getBytes(UTF_8));
                ada.must("data", "\"topic\":" + text + ",\"payload\":\"" + payload + "\"");
                ada.ask("offer", "\"sdp\":\"v=0\\r\\na=ice-pwd:" + CANARY + "\"");
                ada.ask("no-such-request", "\"text\":" + text);
                ada.ask("join", "\"token\":" + text);
                ada.must("leave", "");
            }
            server.signal("TERM");
            assertEquals(0, server.end());
            assertTrue(server.log.size() > 5, server.log.toString());
            for (String line : server.log) {
                assertFalse(line.contains(CANARY), line);
            }
        }
    }

    private void post(String address, String token) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(URI.create(address))
                                .header("Content-Type", "application/sdp")
                                .header("Authorization", "Bearer " + token)
                                .POST(BodyPublishers.ofString("v=0\r\n"))
                                .build(),
                        BodyHandlers.ofString());
        assertTrue(response.statusCode() >= 400, response.toString());
    }

    private static Standalone start(Map<String, String> environment) throws IOException {
        return Standalone.start(environment, "--http-port", "0", "--udp-port", "0");
    }
}
