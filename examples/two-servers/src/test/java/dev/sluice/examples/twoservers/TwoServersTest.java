package dev.sluice.examples.twoservers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.examples.twoservers.TwoServers.Whole;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.server.ServerConfig;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TwoServersTest {

    private final ServerConfig config =
            ServerConfig.DEFAULT
                    .withUdpPort(0)
                    .withAddresses(List.of(InetAddress.getLoopbackAddress()));

    @Test
    void shouldShareNothing() throws Exception {
        Set<Thread> before = serverThreads();
        try (Whole staff = new Whole(config, 0)) {
            try (Whole guests = new Whole(config, 0)) {
                join(staff, "kitchen");
                join(guests, "kitchen");
                assertEquals(
                        1, staff.media.participants("kitchen").toCompletableFuture().join().size());
                assertTrue(metrics(staff).contains("sluice_rooms 1.0"));
                assertTrue(metrics(guests).contains("sluice_rooms 1.0"));
            }
            assertTrue(staff.media.ready());
            assertTrue(metrics(staff).contains("sluice_rooms 1.0"));
            join(staff, "hall");
        }
        Set<Thread> after = serverThreads();
        after.removeAll(before);
        assertEquals(Set.of(), after, "closed servers leave no thread");
    }

    @Test
    void shouldNotTakeThePortOfTheOther() throws Exception {
        try (Whole staff = new Whole(config, 0)) {
            ServerConfig same = config.withUdpPort(staff.media.udpPort());
            assertFalse(starts(same), "the port is taken");
        }
    }

    private static boolean starts(ServerConfig config) {
        try (Whole second = new Whole(config, 0)) {
            return second.media.ready();
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static void join(Whole server, String room) {
        server.media
                .join(room, JoinRequest.builder("ada", "Ada").build(), event -> {})
                .toCompletableFuture()
                .join();
    }

    private static String metrics(Whole server) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.signaling.port() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static Set<Thread> serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sluice-"))
                .filter(Thread::isAlive)
                .collect(Collectors.toSet());
    }
}
