package dev.sluice.sfu.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Joined;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a server takes on at most, and how it says no. */
class ServerLimitsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void shouldLetNobodyInWhileDirectMemoryIsShort() throws Exception {
        ByteBuf held = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 20);
        try (SluiceServer server = server(new ServerLimits(256, 4_096, 20_000, 1_000, 10, 1))) {
            RejectedException refusal = refused(server, "kitchen");
            assertEquals(Code.UNAVAILABLE, refusal.code());
            assertEquals(10, refusal.details().get("retryAfterSeconds"));
            assertEquals(1, count("memory"));
        } finally {
            held.release();
        }
    }

    @Test
    void shouldLetPeopleInBelowTheCeiling() throws Exception {
        try (SluiceServer server = server(ServerLimits.DEFAULT)) {
            assertEquals("ada", joined(server, "kitchen").participant().identity());
            assertTrue(Capacity.usedBytes() < ServerLimits.DEFAULT.ceilingBytes());
            assertEquals(0, count("memory"));
        }
    }

    @Test
    void shouldBoundRoomsButNotThoseWhoJoinThem() throws Exception {
        try (SluiceServer server = server(new ServerLimits(256, 4_096, 20_000, 1_000, 1, 0))) {
            joined(server, "kitchen");
            // Meters hold what they read weakly: somebody else must.
            System.gc();
            assertEquals(Code.LIMIT, refused(server, "attic").code());
            joined(server, "kitchen");
            assertEquals(1, count("rooms"));
        }
    }

    @Test
    void shouldBoundTheConnectionsOfOneParticipant() throws Exception {
        try (SluiceServer server = server(ServerLimits.DEFAULT)) {
            Participant ada = joined(server, "kitchen").participant();
            int made = 1;
            Code refused = null;
            while (refused == null) {
                try {
                    ada.connect("c" + made).toCompletableFuture().get(30, TimeUnit.SECONDS);
                    made++;
                } catch (ExecutionException e) {
                    refused = ((RejectedException) e.getCause()).code();
                }
            }
            assertEquals(Code.LIMIT, refused);
            assertEquals(8, made, "with the first");
        }
    }

    @Test
    void shouldShowHandshakes() throws Exception {
        try (SluiceServer server = server(ServerLimits.DEFAULT)) {
            assertTrue(server.ready());
            for (String state : List.of("running", "stalled", "waiting")) {
                assertEquals(
                        0, registry.get("sluice.handshakes").tag("state", state).gauge().value());
            }
        }
        assertTrue(registry.find("sluice.handshakes").gauges().isEmpty(), "meters go with it");
    }

    @Test
    void shouldRefuseLimitsOfNothing() {
        assertThrows(IllegalArgumentException.class, () -> new ServerLimits(0, 1, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new ServerLimits(1, 1, 1, 1, 1, -1));
    }

    private SluiceServer server(ServerLimits limits) throws Exception {
        return SluiceServer.start(
                ServerConfig.DEFAULT
                        .withUdpPort(0)
                        .withLoops(1)
                        .withAddresses(List.of(InetAddress.getLoopbackAddress()))
                        .withMetrics(registry)
                        .withServerLimits(limits));
    }

    private double count(String reason) {
        return registry.get("sluice.refused").tag("reason", reason).functionCounter().count();
    }

    private static Joined joined(SluiceServer server, String room) throws Exception {
        return server.join(room, JoinRequest.builder("ada", "Ada").build(), event -> {})
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static RejectedException refused(SluiceServer server, String room) {
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> joined(server, room));
        return (RejectedException) failure.getCause();
    }
}
