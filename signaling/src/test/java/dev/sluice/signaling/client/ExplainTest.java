package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.net.Protocol;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.explain.Finding;
import dev.sluice.sfu.explain.Finding.Cause;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.client.source.FrameSizes;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.client.source.VideoConfig;
import dev.sluice.signaling.client.source.VideoShape;
import dev.sluice.signaling.client.source.VideoSource;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * What hurts a call is injected into a real one, Ada's camera to Bob, and what the server says of
 * it comes from what it recorded. {@code UndecodableIT} injects a codec that a viewer does not
 * take.
 */
@Tag("once")
@Timeout(120)
class ExplainTest {

    private static final SlowRegistry REGISTRY = new SlowRegistry();
    private static final int[] LAYER_BYTES = {600, 1_800, 5_400};

    private static SluiceServer media;
    private static SignalingServer signaling;
    private static ClientGroup clients;

    private final AtomicInteger lossUp = new AtomicInteger();
    private final AtomicInteger lossDown = new AtomicInteger();
    private final Policer link = new Policer();
    private String room;
    private HeadlessParticipant ada;
    private HeadlessParticipant bob;
    private LocalPublication camera;

    @BeforeAll
    static void start() throws Exception {
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withTcpPort(0)
                                .withLoops(2)
                                .withMetrics(REGISTRY)
                                .withAddresses(List.of(InetAddress.getLoopbackAddress())));
        signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
        clients = ClientGroup.start(1);
    }

    @AfterAll
    static void stop() {
        clients.close();
        signaling.close();
        media.close();
    }

    @BeforeEach
    void publish(TestInfo test) throws Exception {
        room = test.getDisplayName();
        ada = join("Ada", losing(lossUp, false), Protocol.values());
        camera =
                get(
                        ada.publish(
                                new PublishOptions(
                                        Source.CAMERA, Codec.VP8, List.of("q", "h", "f"))));
        get(ada.connected());
    }

    @AfterEach
    void leave() throws Exception {
        REGISTRY.hold(0);
        get(ada.leave());
        get(bob.leave());
    }

    /** Bob is there and gets the best there is. */
    private void watched(Protocol... protocols) throws Exception {
        DatagramFilter loss = losing(lossDown, true);
        DatagramFilter both =
                (incoming, data, offset, length) ->
                        loss.loses(incoming, data, offset, length)
                                || (incoming && isRtp(data, offset) && link.drops(length));
        bob = join("Bob", both, protocols);
        get(bob.connected());
    }

    private void watchedWell() throws Exception {
        watched(Protocol.values());
        camera.play(video(3));
        await(found -> found.stream().noneMatch(PICTURE));
        awaitSent("L2T0");
    }

    @Test
    void shouldTellOfLossOnTheWayUp() throws Exception {
        watchedWell();
        lossUp.set(60);
        String sentence = await(Cause.LOSS_UP);
        assertTrue(sentence.endsWith(" % of what Ada sends gets lost on its way up."), sentence);
    }

    @Test
    void shouldTellOfLossOnTheWayDown() throws Exception {
        watchedWell();
        lossDown.set(30);
        String sentence = await(Cause.LOSS_DOWN);
        assertTrue(
                sentence.endsWith(" % of what is sent to this participant gets lost."), sentence);
    }

    @Test
    void shouldTellOfALinkThatHoldsLess() throws Exception {
        watchedWell();
        link.limit(500_000);
        String sentence = await(Cause.LINK_DOWN);
        assertTrue(
                sentence.replaceAll(" \\(\\d+p\\)", "")
                        .matches(
                                "Ada's picture went from L2T0 to (L1T0|L0T0|nothing) \\d+ s ago: the link to"
                                        + " this participant held \\d+ kbit/s\\."
                                        + "|Ada's picture is paused: its lowest layer needs \\d+ kbit/s, and"
                                        + " the link to this participant holds \\d+ kbit/s in all\\."
                                        + "|Ada's picture went from L1T0 to (L0T0|nothing) \\d+ s ago: the"
                                        + " link to this participant held \\d+ kbit/s\\."),
                sentence);
    }

    @Test
    void shouldTellOfTcp() throws Exception {
        watched(Protocol.TCP);
        assertEquals(
                "Media goes to this participant over TCP, because UDP does not get through: what is"
                        + " lost holds up what follows.",
                await(Cause.TCP_PATH));
    }

    @Test
    void shouldTellOfAMutedCamera() throws Exception {
        watchedWell();
        get(ada.mute(camera, true));
        assertEquals("Ada's picture is muted.", await(Cause.MUTED));
    }

    @Test
    void shouldTellOfACameraThatSendsNothing() throws Exception {
        watched(Protocol.values());
        assertEquals("Nothing comes of Ada's picture.", await(Cause.NOTHING_SENT));
    }

    @Test
    void shouldTellOfAMissingKeyframe() throws Exception {
        // The first frames are keyframes; Bob comes too late for them, and asks in vain.
        camera.play(deaf(video(3)));
        awaitReceived();
        watched(Protocol.values());
        String sentence = await(Cause.NO_KEYFRAME);
        assertTrue(
                sentence.matches(
                        "Ada's picture waits for a keyframe of L\\dT\\d( \\(\\d+p\\))?\\."),
                sentence);
    }

    @Test
    void shouldTellOfABusyServer(@TempDir Path directory) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("sluice.SlowLoop");
            recording.enable("sluice.Switch");
            recording.start();
            watchedWell();
            REGISTRY.hold(TimeUnit.MILLISECONDS.toNanos(150));
            String sentence = await(Cause.SERVER_BUSY);
            assertTrue(sentence.startsWith("The server is busy: one of its loops "), sentence);
            Set<String> events = new TreeSet<>();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!events.containsAll(Set.of("sluice.SlowLoop", "sluice.Switch"))) {
                assertTrue(System.nanoTime() < end, "after 60 s: " + events);
                Thread.sleep(200);
                Path file = directory.resolve("busy.jfr");
                recording.dump(file);
                for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                    events.add(event.getEventType().getName());
                }
            }
        }
    }

    @Test
    void shouldTellOfAPublisherWhoseLinkUpHoldsLess() throws Exception {
        watchedWell();
        // As an encoder does for want of uplink: the largest layer ends, and the browser says why.
        camera.play(video(2));
        String less = await(Cause.SENDS_LESS);
        assertTrue(less.matches("Ada's picture went from L2T0.* to L1T0.* \\d+ s ago: .*"), less);
        assertTrue(less.contains(": Ada's device stopped sending more"), less);
        get(ada.request(encoding("bandwidth")));
        assertEquals(
                "Ada's link up holds no more than 640x360 at 25 frames per second and 360 kbit/s,"
                        + " says Ada's device.",
                await(Cause.LINK_UP));
    }

    @Test
    void shouldTellOfAPublisherThatIsTooSlow() throws Exception {
        watchedWell();
        get(ada.request(encoding("cpu")));
        assertEquals(
                "Ada's device is too busy to send more than 640x360 at 25 frames per second and 360"
                        + " kbit/s, it says.",
                await(Cause.PUBLISHER_CPU));
    }

    @Test
    void shouldTellOfAPublisherThatIsTooSlowAndDoesNotSayWhy() throws Exception {
        watchedWell();
        ObjectNode stats = encoding("none").put("lateMillis", 41.3);
        ((ObjectNode) stats.at("/sent/0"))
                .put("fps", 9.4)
                .put("sourceFps", 9.5)
                .put("cameraFps", 30)
                .put("encodeMillis", 8.1);
        get(ada.request(stats));
        assertEquals(
                "Ada's device is too busy: it encodes 9 of 30 frames per second, each in 8 ms, and"
                        + " comes 41 ms late to its work.",
                await(Cause.PUBLISHER_CPU));
    }

    @Test
    void shouldTellOfAViewerThatIsTooSlowAndOfFreezes() throws Exception {
        watchedWell();
        ObjectNode stats = SignalingChannel.message("client-stats").put("intervalMillis", 5_000);
        stats.putArray("received")
                .addObject()
                .put("publication", camera.id())
                .put("framesDecoded", 60)
                .put("framesDropped", 40)
                .put("freezes", 1)
                .put("freezeMillis", 740);
        get(bob.request(stats));
        assertEquals(
                "This participant's device is too busy to show all of Ada's picture: it dropped 40 %"
                        + " of the frames.",
                await(Cause.VIEWER_CPU));
        assertEquals(
                "Ada's picture froze once for 0.7 s within 5.0 s, says this participant's device.",
                await(Cause.FREEZES));
    }

    @Test
    void shouldTellOfAViewerThatAskedForLess() throws Exception {
        watchedWell();
        get(
                bob.request(
                        SignalingChannel.message("track-settings")
                                .put("publication", camera.id())
                                .put("visible", false)));
        String sentence = await(Cause.ASKED_FOR_LESS);
        assertTrue(
                sentence.endsWith(
                        ": this participant asked for no more, by the size of its tile or by"
                                + " saving."),
                sentence);
    }

    private ObjectNode encoding(String limitation) {
        ObjectNode stats = SignalingChannel.message("client-stats").put("intervalMillis", 5_000);
        stats.putArray("sent")
                .addObject()
                .put("publication", camera.id())
                .put("rid", "h")
                .put("width", 640)
                .put("height", 360)
                .put("fps", 25)
                .put("bps", 360_000)
                .put("limitation", limitation);
        return stats;
    }

    private static final Predicate<Finding> PICTURE = finding -> finding.publicationId() != null;

    /** The sentence of that cause. */
    private String await(Cause cause) throws Exception {
        Predicate<Finding> is = finding -> finding.cause() == cause;
        List<Finding> found = await(all -> all.stream().anyMatch(is));
        return found.stream().filter(is).findFirst().orElseThrow().sentence();
    }

    private List<Finding> await(Predicate<List<Finding>> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        List<Finding> found = get(media.explain(room, bob.id()));
        while (!condition.test(found)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "after 60 s: " + found + " of " + get(media.trace(room, bob.id())));
            }
            Thread.sleep(50);
            found = get(media.explain(room, bob.id()));
        }
        return found;
    }

    private void awaitSent(String layer) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!layer.equals(
                get(media.trace(room, bob.id())).transport().stats().slots().stream()
                        .filter(slot -> slot.publicationId().equals(camera.id()))
                        .findFirst()
                        .orElseThrow()
                        .sent())) {
            assertTrue(System.nanoTime() < end, "60 s without " + layer);
            Thread.sleep(50);
        }
    }

    private void awaitReceived() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (get(media.trace(room, ada.id())).transport().stats().encodings().stream()
                .noneMatch(encoding -> encoding.packets() > 200)) {
            assertTrue(System.nanoTime() < end, "60 s without packets");
            Thread.sleep(50);
        }
    }

    private static DatagramFilter losing(AtomicInteger percent, boolean down) {
        Random dice = new Random(3);
        return (incoming, data, offset, length) ->
                incoming == down && isRtp(data, offset) && dice.nextInt(100) < percent.get();
    }

    /** Not checks, handshakes and RTCP, which has 192 to 223 in the second byte. */
    private static boolean isRtp(byte[] data, int offset) {
        int second = data[offset + 1] & 0xFF;
        return (data[offset] & 0xC0) == 0x80 && (second < 192 || second > 223);
    }

    /** Drops what exceeds a rate, with 50 ms of room. */
    private static final class Policer {

        private volatile long bps;
        private double room;
        private long before = System.nanoTime();

        void limit(long limitBps) {
            bps = limitBps;
        }

        boolean drops(int bytes) {
            long limit = bps;
            long now = System.nanoTime();
            room = Math.min(limit / 20.0, room + limit * ((now - before) / 1e9));
            before = now;
            if (limit == 0 || room >= bytes * 8) {
                room -= bytes * 8.0;
                return false;
            }
            return true;
        }
    }

    private HeadlessParticipant join(String name, DatagramFilter filter, Protocol... protocols)
            throws Exception {
        URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
        JoinOptions options =
                JoinOptions.of(server, room)
                        .withIdentity(name)
                        .withFilter(filter)
                        .withProtocols(protocols);
        return get(clients.join(options, new ParticipantListener() {}));
    }

    /** So many layers of a simulcast. */
    private static VideoSource video(int layers) {
        return new VideoSource(
                new VideoConfig(
                        Codec.VP8,
                        IntStream.range(0, layers)
                                .mapToObj(i -> FrameSizes.constant(LAYER_BYTES[i], LAYER_BYTES[i]))
                                .toList(),
                        25,
                        1_100,
                        VideoShape.EVEN,
                        1,
                        PayloadStamp.NONE,
                        0));
    }

    /** Makes no keyframe when it is asked for one. */
    private static PacketSource deaf(PacketSource source) {
        return new PacketSource() {
            @Override
            public long nextNanos() {
                return source.nextNanos();
            }

            @Override
            public void write(long nowNanos, MediaToSend packet) {
                source.write(nowNanos, packet);
            }
        };
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
