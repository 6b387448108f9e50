package dev.sluice.sfu.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.sfu.api.MediaServer.Listening;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.ServerEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
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

    private static void create(SluiceServer server, String room) {
        server.createRoom(room, RoomSettings.DEFAULT).toCompletableFuture().join();
    }
}
