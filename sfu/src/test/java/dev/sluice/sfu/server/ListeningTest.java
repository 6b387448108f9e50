package dev.sluice.sfu.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.MediaServer.Listening;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.ServerEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners of a server that come and go. */
@Timeout(60)
class ListeningTest {

    @Test
    void shouldTellNothingAfterTheEnd() throws IOException, InterruptedException {
        ServerConfig config =
                ServerConfig.DEFAULT
                        .withUdpPort(0)
                        .withLoops(1)
                        .withAddresses(List.of(InetAddress.getLoopbackAddress()));
        List<String> told = new CopyOnWriteArrayList<>();
        Consumer<ServerEvent> twice = event -> told.add(event.room());
        BlockingQueue<String> last = new LinkedBlockingQueue<>();
        try (SluiceServer server = SluiceServer.start(config)) {
            Listening first = server.listen(twice);
            Listening second = server.listen(twice);
            // Told after the others of the same event.
            Listening sentinel = server.listen(event -> last.add(event.room()));

            create(server, "both");
            assertEquals("both", last.poll(30, TimeUnit.SECONDS));
            assertEquals(List.of("both", "both"), told);

            first.close();
            first.close();
            create(server, "one");
            assertEquals("one", last.poll(30, TimeUnit.SECONDS));
            assertEquals(List.of("both", "both", "one"), told);

            second.close();
            create(server, "none");
            assertEquals("none", last.poll(30, TimeUnit.SECONDS));
            assertEquals(List.of("both", "both", "one"), told);
            sentinel.close();
        }
    }

    /** Who does not listen is put out before what waits for it has no end; others stay. */
    @Test
    void shouldPutOutAParticipantWhoseListenerStopped() throws Exception {
        ExecutorService executor = Executors.newCachedThreadPool();
        ServerConfig config =
                ServerConfig.DEFAULT
                        .withUdpPort(0)
                        .withLoops(1)
                        .withEvents(executor)
                        .withAddresses(List.of(InetAddress.getLoopbackAddress()));
        CountDownLatch stuck = new CountDownLatch(1);
        try (SluiceServer server = SluiceServer.start(config)) {
            join(server, "stuck", event -> await(stuck));
            Participant busy = join(server, "busy", event -> {}).participant();
            for (int i = 0; i <= Limits.DEFAULT.of(Limit.LISTENER_EVENTS) + 1; i++) {
                busy.presence(i % 2 == 0 ? Presence.RECONNECTING : Presence.HERE);
            }
            long end = System.nanoTime() + 30_000_000_000L;
            while (server.participants("r").toCompletableFuture().join().size() > 1) {
                assertTrue(System.nanoTime() - end < 0, "not within 30 s");
                Thread.sleep(10);
            }
            stuck.countDown();
        } finally {
            executor.shutdownNow();
        }
    }

    private static Joined join(SluiceServer server, String identity, Consumer<RoomEvent> events) {
        JoinRequest request = JoinRequest.builder(identity, identity).build();
        return server.join("r", request, events).toCompletableFuture().join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void create(SluiceServer server, String room) {
        server.createRoom(room, RoomSettings.DEFAULT).toCompletableFuture().join();
    }
}
