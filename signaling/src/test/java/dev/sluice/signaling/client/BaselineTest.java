package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.kit.Footprint;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * However a transport, a room or a server ends, nothing of it is left: no thread, descriptor or
 * memory.
 */
@Timeout(180)
class BaselineTest {

    /** Free memory that Netty's pools keep may come in other chunks. */
    private static final long POOL_BYTES = 4 << 20;

    private static final int SERVERS = 200;
    private static final String OFFER = offer();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeAll
    static void requireLinux() {
        assumeTrue(Footprint.isKnown(), "this system does not tell of descriptors");
    }

    /** A server, and two of whom one talks and the other hears it. */
    private final class Call implements AutoCloseable {

        final SluiceServer media;
        final SignalingServer signaling;
        final ClientGroup clients;
        String room = "";

        Call() throws Exception {
            media =
                    SluiceServer.start(
                            config().withMetrics(registry)
                                    .withEmptyRoomTimeout(Duration.ofMillis(50)));
            signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
            clients = ClientGroup.start(1);
        }

        HeadlessParticipant join(String identity, Recorder recorder) throws Exception {
            URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
            JoinOptions options = JoinOptions.of(server, room).withIdentity(identity);
            return get(clients.join(options, recorder));
        }

        /** Somebody of whom the server never hears a packet. */
        HeadlessParticipant deaf() throws Exception {
            URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
            JoinOptions options =
                    JoinOptions.of(server, room)
                            .withIdentity("eve")
                            .withFilter((incoming, data, offset, length) -> true);
            return get(clients.join(options, new Recorder()));
        }

        /** Somebody whose certificate never comes as it was sent. */
        HeadlessParticipant withDamagedCertificate() throws Exception {
            URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
            JoinOptions options =
                    JoinOptions.of(server, room)
                            .withIdentity("eve")
                            .withFilter((incoming, data, offset, length) -> {
                                damage(incoming, data, offset, length);
                                return false;
                            });
            return get(clients.join(options, new Recorder()));
        }

        double failedHandshakes() {
            return registry.find("sluice.handshake.failures").counters().stream()
                    .mapToDouble(Counter::count)
                    .sum();
        }

        double participants() {
            return gauge("sluice.participants");
        }

        /** A request that leaves no connection; the resource that it made, if any. */
        String whip(String method, String path, String body, int status) throws Exception {
            HttpURLConnection http =
                    (HttpURLConnection)
                            URI.create("http://127.0.0.1:" + signaling.port() + path)
                                    .toURL()
                                    .openConnection();
            http.setRequestMethod(method);
            http.setRequestProperty("Connection", "close");
            if (!body.isEmpty()) {
                http.setRequestProperty("Content-Type", "application/sdp");
                http.setDoOutput(true);
                http.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            assertEquals(status, http.getResponseCode());
            http.getInputStream().readAllBytes();
            String resource = http.getHeaderField("Location");
            http.disconnect();
            return resource == null ? "" : resource;
        }

        List<HeadlessParticipant> begin(String name) throws Exception {
            room = name;
            Recorder heard = new Recorder();
            HeadlessParticipant ada = join("ada", new Recorder());
            HeadlessParticipant bob = join("bob", heard);
            LocalPublication voice =
                    get(ada.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
            voice.play(new AudioSource(80, 20, AudioSource.TALKS, PayloadStamp.NONE, 0));
            while (heard.packets(voice.id()).isEmpty()) {
                Thread.sleep(10);
            }
            return List.of(ada, bob);
        }

        void awaitIdle() throws InterruptedException {
            Footprint.await(now -> gauge("sluice.transports") == 0 && gauge("sluice.rooms") == 0);
            assertEquals(0, gauge("sluice.transports"), "transports");
            assertEquals(0, gauge("sluice.rooms"), "rooms");
            assertEquals(0, gauge("sluice.participants"), "participants");
        }

        @Override
        public void close() {
            clients.close();
            signaling.close();
            media.close();
        }
    }

    /** Changes the last byte of each datagram with a certificate (RFC 5246, section 7.4). */
    private static void damage(boolean incoming, byte[] data, int offset, int length) {
        boolean handshake = !incoming && length > 14 && data[offset] == 22;
        if (handshake && data[offset + 13] == 11) {
            data[offset + length - 1] ^= 1;
        }
    }

    private static String offer() {
        String name = "/sdp/chromium-av-simulcast.offer.sdp";
        try (InputStream file = BaselineTest.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private static ServerConfig config() {
        return ServerConfig.DEFAULT
                .withUdpPort(0)
                .withLoops(2)
                .withAddresses(List.of(InetAddress.getLoopbackAddress()));
    }

    /** How participants go. */
    private enum End {
        LEAVE {
            @Override
            void of(Call call, List<HeadlessParticipant> all) throws Exception {
                for (HeadlessParticipant each : all) {
                    get(each.leave());
                }
            }
        },
        REMOVED {
            @Override
            void of(Call call, List<HeadlessParticipant> all) throws Exception {
                for (HeadlessParticipant each : all) {
                    get(call.media.command(call.room, new RoomCommand.Remove(each.id())));
                    get(each.closed());
                }
            }
        },
        REPLACED {
            @Override
            void of(Call call, List<HeadlessParticipant> all) throws Exception {
                for (HeadlessParticipant each : all) {
                    HeadlessParticipant next = call.join(each.identity(), new Recorder());
                    get(each.closed());
                    get(next.leave());
                }
            }
        },
        ROOM_ENDED {
            @Override
            void of(Call call, List<HeadlessParticipant> all) throws Exception {
                get(call.media.command(call.room, new RoomCommand.End()));
                for (HeadlessParticipant each : all) {
                    get(each.closed());
                }
            }
        },
        /** Its connection for media is made and never used. */
        NEVER_CONNECTED {
            @Override
            void of(Call call, List<HeadlessParticipant> all) throws Exception {
                HeadlessParticipant deaf = call.deaf();
                get(deaf.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
                get(deaf.leave());
                LEAVE.of(call, all);
            }
        },
        /** Its certificate comes damaged, so that it is not the announced one. */
        HANDSHAKE_FAILED {
            @Override
            void of(Call call, List<HeadlessParticipant> all) throws Exception {
                HeadlessParticipant eve = call.withDamagedCertificate();
                get(eve.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
                Footprint.await(now -> call.failedHandshakes() > 0);
                assertEquals(1, call.failedHandshakes(), "failed handshakes");
                get(eve.leave());
                LEAVE.of(call, all);
            }
        },
        WHIP_DELETED {
            @Override
            void of(Call call, List<HeadlessParticipant> all) throws Exception {
                String resource = call.whip("POST", "/whip/" + call.room, OFFER, 201);
                assertEquals(3, call.participants());
                call.whip("DELETE", resource, "", 200);
                LEAVE.of(call, all);
            }
        },
        /** The socket breaks, and nobody comes back: it takes what the server waits. */
        GONE_SILENTLY {
            @Override
            void of(Call call, List<HeadlessParticipant> all) {
                all.forEach(HeadlessParticipant::abort);
            }
        };

        abstract void of(Call call, List<HeadlessParticipant> all) throws Exception;
    }

    @Test
    void shouldLeaveNothingOfATransportOrARoom() throws Exception {
        endByAll(Stream.of(End.values()).filter(end -> end != End.GONE_SILENTLY).toList());
    }

    /** Whoever breaks off may come back for 30 s. */
    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldLeaveNothingOfThoseWhoFallSilent() throws Exception {
        endByAll(List.of(End.GONE_SILENTLY));
    }

    private void endByAll(List<End> ends) throws Exception {
        try (Call call = new Call()) {
            End.LEAVE.of(call, call.begin("first"));
            call.awaitIdle();
            Footprint before = Footprint.now();
            for (End end : ends) {
                end.of(call, call.begin(end.name()));
                Footprint after =
                        Footprint.await(now ->
                                gauge("sluice.transports") == 0
                                        && gauge("sluice.rooms") == 0
                                        && now.isWithin(before, POOL_BYTES));
                assertTrue(after.isWithin(before, POOL_BYTES), end + ": " + before + ", " + after);
                call.awaitIdle();
            }
        }
    }

    @Test
    void shouldLeaveNothingOfAServerThatIsClosedInTheMiddleOfACall() throws Exception {
        Footprint before = Footprint.now();
        try (Call call = new Call()) {
            List<HeadlessParticipant> all = call.begin("room");
            call.signaling.close();
            call.media.close();
            for (HeadlessParticipant each : all) {
                get(each.closed());
            }
        }
        Footprint after =
                Footprint.await(now -> now.isWithin(before, POOL_BYTES) && now.handshakes() == 0);
        assertTrue(after.isWithin(before, POOL_BYTES), before + ", " + after);
        assertEquals(0, after.handshakes());
    }

    @Test
    void shouldLeaveNothingOfTwoHundredServers() throws Exception {
        serve(5);
        Footprint before = Footprint.now();
        long heapBefore = Footprint.heapBytes();
        long started = System.nanoTime();
        serve(SERVERS);
        long millis = (System.nanoTime() - started) / 1_000_000;
        Footprint after = Footprint.await(now -> now.isWithin(before, POOL_BYTES));
        long heapGrown = Footprint.heapBytes() - heapBefore;
        System.out.printf(
                "%d servers started and stopped in %d ms: heap after GC %+d KiB, direct memory %+d KiB,"
                        + " sockets %+d%n",
                SERVERS,
                millis,
                heapGrown >> 10,
                (after.directBytes() - before.directBytes()) >> 10,
                after.sockets() - before.sockets());
        assertTrue(after.isWithin(before, POOL_BYTES), before + ", " + after);
        assertTrue(heapGrown < SERVERS * 10L * 1024, heapGrown + " bytes");
    }

    /** Starts that many one after the other, each with somebody in a room, and stops them. */
    private static void serve(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            try (SluiceServer media = SluiceServer.start(config());
                    SignalingServer signaling =
                            SignalingServer.start(
                                    SignalingConfig.builder().port(0).build(), media)) {
                get(media.join("room", JoinRequest.builder("ada", "Ada").build(), event -> {}));
                assertTrue(signaling.port() > 0);
            }
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
