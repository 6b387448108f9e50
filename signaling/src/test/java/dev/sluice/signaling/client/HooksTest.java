package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Hooks;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.PublicationInfo;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomInfo;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.api.TrackSettings;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.FrameSizes;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.client.source.VideoConfig;
import dev.sluice.signaling.client.source.VideoShape;
import dev.sluice.signaling.client.source.VideoSource;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the embedder decides instead of the server. */
@Timeout(300)
class HooksTest {

    private final List<AutoCloseable> open = new ArrayList<>();
    private SluiceServer media;
    private SignalingServer signaling;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private void start(Hooks hooks) throws IOException {
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(2)
                                .withHooks(hooks)
                                .withAddresses(List.of(InetAddress.getByName("127.0.0.1"))));
        signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
        open.add(signaling);
        open.add(media);
    }

    @Test
    void shouldAskBeforeAJoin() throws Exception {
        start(
                new Hooks() {
                    @Override
                    public CompletionStage<JoinRequest> authorise(
                            String room, JoinRequest request) {
                        if (request.identity().equals("mallory")) {
                            return CompletableFuture.failedFuture(
                                    new RejectedException(
                                            Code.FORBIDDEN, "you did not pay for " + room));
                        }
                        if (request.identity().equals("bug")) {
                            throw new IllegalStateException("a bug of the embedder's");
                        }
                        return CompletableFuture.supplyAsync(() ->
                                JoinRequest.builder(request.identity(), "Dr. Ada")
                                        .role(Role.HOST)
                                        .build());
                    }
                });
        refused(Code.FORBIDDEN, "you did not pay for kitchen", join("mallory", event -> {}));
        refused(Code.UNAVAILABLE, "try again later", join("bug", event -> {}));
        assertEquals(List.of(), media.rooms().toCompletableFuture().join(), "no room was made");

        Joined ada = get(join("ada", event -> {}));
        assertEquals("Dr. Ada", ada.participant().name());
        assertEquals(Role.HOST, ada.self().role());

        RoomInfo made = get(media.createRoom("hall", RoomSettings.DEFAULT));
        assertEquals("hall", made.name(), "the embedder itself is not asked");
    }

    @Test
    void shouldRouteRewriteAndVetoMessages() throws Exception {
        start(
                new Hooks() {
                    @Override
                    public RoomCommand.@Nullable Talk message(
                            String room,
                            @Nullable ParticipantInfo sender,
                            RoomCommand.Talk message) {
                        if (message instanceof RoomCommand.SendMessage said) {
                            String text = said.text();
                            return text.contains("spam")
                                    ? null
                                    : new RoomCommand.SendMessage(
                                            text.replace("darn", "****"), said.to());
                        }
                        if (message instanceof RoomCommand.SendData data) {
                            return new RoomCommand.SendData(
                                    List.of("carol"), data.topic(), data.payload());
                        }
                        return message;
                    }
                });
        List<RoomEvent> bobs = new CopyOnWriteArrayList<>();
        List<RoomEvent> carols = new CopyOnWriteArrayList<>();
        Participant ada = get(join("ada", event -> {})).participant();
        get(join("bob", bobs::add));
        get(join("carol", carols::add));

        refused(
                Code.FORBIDDEN,
                "does not let this message pass",
                ada.command(new RoomCommand.SendMessage("buy spam", null)));
        get(ada.command(new RoomCommand.SendMessage("darn cold", null)));
        get(ada.command(new RoomCommand.SendData(List.of("bob"), "cursor", new byte[] {1})));
        get(ada.command(new RoomCommand.React("👍")));
        await(() -> has(bobs, RoomEvent.Reaction.class) && has(carols, RoomEvent.Reaction.class));

        assertEquals(List.of("**** cold"), texts(bobs));
        assertFalse(has(bobs, RoomEvent.DataReceived.class), "it was sent elsewhere");
        assertTrue(has(carols, RoomEvent.DataReceived.class));
    }

    @Test
    void shouldGiveTheFloorToWhomTheEmbedderSays() throws Exception {
        CompletableFuture<String> chair = new CompletableFuture<>();
        start(
                new Hooks() {
                    @Override
                    public Floor floor(String room, Floor heard) {
                        return new Floor(heard.speakers(), chair.getNow(null));
                    }
                });
        List<RoomEvent> events = new CopyOnWriteArrayList<>();
        Joined listener = get(join("listener", events::add));
        chair.complete(listener.participant().id());
        ClientGroup clients = clients();
        LocalPublication voice = publish(clients, "ada", Source.MICROPHONE, Codec.OPUS);
        voice.play(new AudioSource(80, 20, AudioSource.TALKS, PayloadStamp.NONE, 0));

        await(() ->
                events.stream()
                        .anyMatch(event ->
                                event instanceof RoomEvent.SpeakersChanged changed
                                        && listener.participant()
                                                .id()
                                                .equals(changed.dominantId())));
    }

    @Test
    void shouldBoundTheLayersOfASubscriber() throws Exception {
        start(
                new Hooks() {
                    @Override
                    public TrackSettings layers(
                            String room,
                            ParticipantInfo subscriber,
                            PublicationInfo publication,
                            TrackSettings wanted) {
                        return subscriber.identity().equals("bob")
                                ? new TrackSettings(false, false, 180, 15)
                                : wanted;
                    }
                });
        ClientGroup clients = clients();
        Recorder bobs = new Recorder();
        Recorder carols = new Recorder();
        get(clients.join(options("bob"), bobs));
        get(clients.join(options("carol"), carols));
        LocalPublication camera = publish(clients, "ada", Source.CAMERA, Codec.H264);
        camera.play(
                new VideoSource(
                        new VideoConfig(
                                Codec.H264,
                                List.of(FrameSizes.constant(1_200, 3_000)),
                                30,
                                1_000,
                                VideoShape.BURST,
                                1,
                                PayloadStamp.NONE,
                                0)));
        await(() -> {
            int before = bobs.packets(camera.id()).size();
            int target = carols.packets(camera.id()).size() + 50;
            await(() -> carols.packets(camera.id()).size() >= target);
            return bobs.packets(camera.id()).size() == before;
        });
    }

    private CompletionStage<Joined> join(String identity, Consumer<RoomEvent> events) {
        return media.join("kitchen", JoinRequest.builder(identity, identity).build(), events);
    }

    private ClientGroup clients() {
        ClientGroup clients = ClientGroup.start(1);
        open.add(0, clients);
        return clients;
    }

    private JoinOptions options(String identity) {
        URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
        return JoinOptions.of(server, "kitchen").withIdentity(identity);
    }

    private LocalPublication publish(
            ClientGroup clients, String identity, Source source, Codec codec) throws Exception {
        HeadlessParticipant who = get(clients.join(options(identity), new Recorder()));
        return get(who.publish(PublishOptions.of(source, codec)));
    }

    private static boolean has(List<RoomEvent> events, Class<? extends RoomEvent> type) {
        return events.stream().anyMatch(type::isInstance);
    }

    private static List<String> texts(List<RoomEvent> events) {
        return events.stream()
                .filter(RoomEvent.MessageSent.class::isInstance)
                .map(event -> ((RoomEvent.MessageSent) event).message().text())
                .toList();
    }

    private static void refused(Code code, String words, CompletionStage<?> stage) {
        CompletionException failure =
                assertThrows(
                        CompletionException.class,
                        () -> stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join());
        RejectedException refusal = (RejectedException) failure.getCause();
        assertEquals(code, refusal.code());
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("waited 30 s");
            }
            Thread.sleep(10);
        }
    }
}
