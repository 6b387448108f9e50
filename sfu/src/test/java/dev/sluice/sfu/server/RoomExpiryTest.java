package dev.sluice.sfu.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.ServerEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long rooms live, and who comes back, on a server whose empty rooms go at once. */
@Timeout(30)
class RoomExpiryTest {

    private final List<ServerEvent> told = new CopyOnWriteArrayList<>();
    private SluiceServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(1)
                                .withEmptyRoomTimeout(Duration.ZERO)
                                .withAddresses(List.of(InetAddress.getLoopbackAddress())));
        server.listen(told::add);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void refused(Code code, CompletionStage<?> stage) {
        CompletionException failure = assertThrows(CompletionException.class, () -> get(stage));
        assertEquals(code, ((RejectedException) failure.getCause()).code());
    }

    private Joined join(String identity, Role role) {
        JoinRequest request = JoinRequest.builder(identity, identity).role(role).build();
        return get(server.join("r", request, event -> {}));
    }

    private boolean exists() {
        return !get(server.rooms()).isEmpty();
    }

    private void awaitGone() throws InterruptedException {
        while (exists()) {
            Thread.sleep(5);
        }
    }

    private long ended() {
        return told.stream().filter(e -> e instanceof ServerEvent.RoomEnded).count();
    }

    @Test
    void shouldGoWithItsLastParticipant() throws InterruptedException {
        Joined host = join("host", Role.HOST);
        get(host.participant().leave());
        awaitGone();
        // It is told on the embedder's executor, soon after.
        while (ended() == 0) {
            Thread.sleep(5);
        }
        assertEquals(1, ended());
    }

    @Test
    void shouldKeepAScheduledRoomUntilItsStartHoweverOftenThatMoves() throws InterruptedException {
        long soon = System.currentTimeMillis() + 1_000;
        get(server.createRoom("r", RoomSettings.DEFAULT.toBuilder().startsAtMillis(soon).build()));
        refused(Code.CONFLICT, server.createRoom("r", RoomSettings.DEFAULT));
        get(
                server.command(
                        "r",
                        new RoomCommand.ChangeSettings(
                                settings -> settings.startsAtMillis(soon + 2_500))));
        Thread.sleep(1_300);
        assertTrue(exists(), "it was put off");
        awaitGone();
        assertTrue(System.currentTimeMillis() >= soon + 2_500);
    }

    @Test
    void shouldNotTakeBackATokenOfWhoWasRemovedEvenInANewRoom() throws InterruptedException {
        Joined host = join("host", Role.HOST);
        JoinRequest eve =
                JoinRequest.builder("eve", "eve")
                        .access(new JoinRequest.Access("t", Long.MAX_VALUE))
                        .build();
        String eveId = get(server.join("r", eve, event -> {})).self().id();
        get(host.participant().command(new RoomCommand.Remove(eveId)));
        refused(Code.FORBIDDEN, server.join("r", eve, event -> {}));
        get(host.participant().leave());
        awaitGone();
        refused(Code.FORBIDDEN, server.join("r", eve, event -> {}));
    }

    @Test
    void shouldTellWhoWaitsAndCompleteTheJoinOnAdmission() {
        Joined host = join("host", Role.HOST);
        get(
                host.participant()
                        .command(
                                new RoomCommand.ChangeSettings(
                                        settings -> settings.waitingRoom(true))));
        List<RoomEvent> heard = new CopyOnWriteArrayList<>();
        JoinRequest ada = JoinRequest.builder("ada", "ada").canWait(true).build();
        CompletionStage<Joined> joining = server.join("r", ada, heard::add);
        String waiting = get(server.waiting("r")).get(0).id();
        assertTrue(!joining.toCompletableFuture().isDone());
        get(host.participant().command(new RoomCommand.Admit(waiting)));
        assertEquals("ada", get(joining).self().identity());
        assertEquals(waiting, ((RoomEvent.Waiting) heard.get(0)).self().id());

        CompletionStage<Joined> refused =
                server.join(
                        "r", JoinRequest.builder("eve", "eve").canWait(true).build(), event -> {});
        get(host.participant().command(new RoomCommand.Refuse(null)));
        refused(Code.FORBIDDEN, refused);
    }
}
