package dev.sluice.signaling.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.DatagramFilter;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.client.PublishOptions;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.FrameSizes;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.client.source.VideoConfig;
import dev.sluice.signaling.client.source.VideoShape;
import dev.sluice.signaling.client.source.VideoSource;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads of a real call on loopback. */
@Timeout(60)
class MetricsTest {

    private static final String TOKEN = "an-operator-and-nobody-else";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpClient http = HttpClient.newHttpClient();
    private SluiceServer media;
    private SignalingServer signaling;
    private ClientGroup clients;

    @BeforeEach
    void start() throws Exception {
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(2)
                                .withMetrics(registry)
                                .withAddresses(List.of(InetAddress.getByName("127.0.0.1"))));
        signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
        clients = ClientGroup.start(1);
    }

    @AfterEach
    void stop() {
        clients.close();
        signaling.close();
        media.close();
    }

    @Test
    void shouldCountACallWithoutNamingAnybody(@TempDir Path directory) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("sluice.Join");
            recording.enable("sluice.Leave");
            recording.start();
            Set<String> seriesBefore = series(scrape());
            HeadlessParticipant alice = join("alice");
            HeadlessParticipant bob = join("bob");
            LocalPublication voice =
                    get(alice.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
            voice.play(new AudioSource(80, 20, AudioSource.TALKS, PayloadStamp.NONE, 0));
            await(() -> value("sluice_delay_seconds_count") > 50);
            await(() -> value("sluice_participants") == 2);

            await(() -> value("sluice_rooms") == 1);
            await(() -> value("sluice_publications") == 1);
            await(() -> value("sluice_transports") == 2);
            await(() -> value("sluice_handshake_seconds_count") == 2);
            await(() -> value("sluice_connect_seconds_count") == 2);
            await(() -> value("sluice_rtp_received_total") > 50);
            await(() -> value("sluice_rtp_sent_total{kind=\"audio\"}") > 50);
            await(() -> value("sluice_datagram_bytes_total{direction=\"out\"}") > 1_000);
            await(() -> value("sluice_delay_seconds_sum") > 0);
            await(() -> value("sluice_round_trip_seconds_count") > 0);
            assertEquals(0, value("sluice_rtp_lost_total"));
            String text = scrape();
            for (String name : List.of("alice", "bob", "kitchen", alice.id(), voice.id())) {
                assertFalse(text.contains(name), name);
            }
            assertEquals(seriesBefore, series(text));

            get(alice.leave());
            get(bob.leave());
            await(() -> value("sluice_participants") == 0 && value("sluice_transports") == 0);
            await(() -> value("sluice_publications") == 0);
            assertTrue(value("sluice_rtp_received_total") > 50, "what was counted stays");
            Path file = directory.resolve("call.jfr");
            recording.dump(file);
            List<String> events = new ArrayList<>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getEventType().getName().startsWith("sluice.")
                        && event.hasField("room")) {
                    assertEquals("kitchen", event.getString("room"));
                    events.add(event.getEventType().getName());
                }
            }
            assertEquals(
                    List.of("sluice.Join", "sluice.Join", "sluice.Leave", "sluice.Leave"),
                    events.stream().sorted().toList());
        }
    }

    /** A camera whose packets get lost on both ways: what an operator looks at moves. */
    @Test
    void shouldTellOfABadLink() throws Exception {
        HeadlessParticipant alice = join("alice", losing(20, false));
        HeadlessParticipant bob = join("bob", losing(20, true));
        LocalPublication camera =
                get(
                        alice.publish(
                                new PublishOptions(
                                        Source.CAMERA, Codec.VP8, List.of("q", "h", "f"))));
        get(alice.connected());
        get(bob.connected());
        camera.play(
                new VideoSource(
                        new VideoConfig(
                                Codec.VP8,
                                List.of(
                                        FrameSizes.constant(600, 600),
                                        FrameSizes.constant(1_800, 1_800),
                                        FrameSizes.constant(5_400, 5_400)),
                                25,
                                1_100,
                                VideoShape.EVEN,
                                1,
                                PayloadStamp.NONE,
                                0)));
        await(() -> value("sluice_rtp_recovered_total") > 0);
        // Who comes late needs a keyframe.
        get(join("carol").connected());
        for (String series :
                List.of(
                        "sluice_rtp_sent_total{kind=\"rtx\"}",
                        "sluice_nacks_total{direction=\"in\"}",
                        "sluice_nacks_total{direction=\"out\"}",
                        "sluice_keyframe_requests_total{direction=\"out\"}",
                        "sluice_keyframes_total",
                        "sluice_estimate_bits_count",
                        "sluice_estimate_bits_sum",
                        "sluice_queue_delay_seconds_count",
                        "sluice_downlink_loss_ratio_sum",
                        "sluice_handshake_seconds_sum",
                        "sluice_connect_seconds_sum",
                        "sluice_delay_packets_total",
                        "sluice_memory_direct",
                        "sluice_memory_heap")) {
            await(() -> value(series) > 0);
        }
        await(() -> sum("sluice_switches_total{") > 0 && sum("sluice_loop_busy{") > 0);
        assertTrue(scrape().contains("sluice_switches_total{cause=\""));
    }

    private double sum(String prefix) {
        return scrape().lines()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static DatagramFilter losing(int percent, boolean down) {
        Random dice = new Random(5);
        return (incoming, data, offset, length) -> {
            int second = data[offset + 1] & 0xFF;
            boolean rtp = (data[offset] & 0xC0) == 0x80 && (second < 192 || second > 223);
            return incoming == down && rtp && dice.nextInt(100) < percent;
        };
    }

    @Test
    void shouldRecordWhatStrangersSend(@TempDir Path directory) throws Exception {
        try (Recording recording = new Recording();
                DatagramSocket stranger = new DatagramSocket()) {
            recording.enable("sluice.Drop");
            recording.start();
            byte[] rtp = new byte[40];
            rtp[0] = (byte) 0x80;
            InetAddress server = InetAddress.getByName("127.0.0.1");
            stranger.send(new DatagramPacket(rtp, rtp.length, server, media.udpPort()));
            await(() -> drops(recording, directory.resolve("drops.jfr")).contains("unknown-tuple"));
            await(() -> value("sluice_drops_total{reason=\"unknown-tuple\"}") == 1);
        }
    }

    private static Set<String> drops(Recording recording, Path file) {
        try {
            recording.dump(file);
            Set<String> reasons = new TreeSet<>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                reasons.add(event.getString("reason"));
            }
            return reasons;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldTakeItsMetersAway() {
        assertTrue(registry.getMeters().size() > 50);
        signaling.close();
        media.close();
        assertEquals(List.of(), registry.getMeters());
        assertFalse(media.ready());
    }

    @Test
    void shouldHaveEveryMeterOnItsPage() throws Exception {
        String page = Files.readString(Path.of("../docs/METRICS.md"));
        Set<String> meters = new TreeSet<>();
        registry.getMeters().forEach(meter -> meters.add(meter.getId().getName()));
        for (String name : meters) {
            assertTrue(page.contains("`" + name + "`"), "not on the page: " + name);
        }
        Matcher named = Pattern.compile("`(sluice\\.[a-z.]+)`").matcher(page);
        while (named.find()) {
            assertTrue(meters.contains(named.group(1)), "not a meter: " + named.group(1));
        }
    }

    @Test
    void shouldHaveEverySeriesThatThePagesName() throws Exception {
        String text = scrape();
        int named = 0;
        try (Stream<Path> pages = Files.list(Path.of("../docs"))) {
            for (Path page : pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                Matcher series =
                        Pattern.compile("`(sluice_[a-z_]+)").matcher(Files.readString(page));
                while (series.find()) {
                    String name = series.group(1);
                    assertTrue(
                            Pattern.compile("(?m)^" + name + "(_bucket|_count|_sum)?[{ ]")
                                    .matcher(text)
                                    .find(),
                            page + ": there is no series " + name);
                    named++;
                }
            }
        }
        assertTrue(named > 10, "found only " + named);
    }

    @Test
    void shouldBeReadyWhileItsLoopsRun() throws Exception {
        assertEquals(200, request(signaling.port(), "/ready", null).statusCode());
        media.close();
        HttpResponse<String> stuck = request(signaling.port(), "/ready", null);
        assertEquals(503, stuck.statusCode());
        assertTrue(stuck.body().contains("stuck"));
        assertEquals(200, request(signaling.port(), "/health", null).statusCode());
    }

    @Test
    void shouldKeepMetricsFromThosePeopleWhoMayOnlyJoin() throws Exception {
        ApiKey key = new ApiKey("tests", "a-secret-of-more-than-32-bytes-for-tests");
        SignalingConfig.Builder config =
                SignalingConfig.builder()
                        .port(0)
                        .address(InetAddress.getByName("127.0.0.1"))
                        .keys(List.of(key));
        try (SignalingServer closed = SignalingServer.start(config.build(), media);
                SignalingServer guarded =
                        SignalingServer.start(config.adminToken(TOKEN).build(), media)) {
            assertEquals(403, request(closed.port(), "/metrics", TOKEN).statusCode());
            assertEquals(401, request(guarded.port(), "/metrics", null).statusCode());
            assertEquals(401, request(guarded.port(), "/metrics", TOKEN + "x").statusCode());
            assertEquals(200, request(guarded.port(), "/metrics", TOKEN).statusCode());
        }
    }

    private HeadlessParticipant join(String identity) throws Exception {
        return join(identity, DatagramFilter.NONE);
    }

    private HeadlessParticipant join(String identity, DatagramFilter filter) throws Exception {
        URI uri = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
        return get(
                clients.join(
                        JoinOptions.of(uri, "kitchen").withIdentity(identity).withFilter(filter),
                        new ParticipantListener() {}));
    }

    private double value(String series) {
        return scrape().lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no series " + series));
    }

    private String scrape() {
        try {
            return request(signaling.port(), "/metrics", null).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> request(int port, String path, String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Set<String> series(String text) {
        Set<String> names = new TreeSet<>();
        text.lines()
                .filter(line -> line.startsWith("sluice_"))
                .forEach(line -> names.add(line.substring(0, line.lastIndexOf(' '))));
        return names;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it did not happen within 30 s");
            Thread.sleep(50);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
