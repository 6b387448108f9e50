package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.signaling.kit.Coturn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Chromium where UDP is not allowed, and through Debian's TURN server. */
@Timeout(120)
class ReachIT {

    private static final String SECRET = "the-turn-server-knows-it-too";

    /** Keeps each connection that the page makes, under {@code peer}, and how it was asked for. */
    private static final String WATCH =
            """
            const Native = window.RTCPeerConnection;
            window.RTCPeerConnection = class extends Native {
              constructor(configuration) {
                super({ ...configuration, iceTransportPolicy: '%s' });
                window.peer = this;
                window.given = configuration;
              }
            };
            window.path = async () => {
              const stats = await peer.getStats();
              for (const each of stats.values()) {
                if (each.type === 'transport' && each.selectedCandidatePairId) {
                  const pair = stats.get(each.selectedCandidatePairId);
                  const local = stats.get(pair.localCandidateId);
                  const remote = stats.get(pair.remoteCandidateId);
                  return { type: local.candidateType, protocol: local.protocol, port: remote.port };
                }
              }
              return null;
            };
            """;

    @Test
    void shouldCallOverTcpWhereUdpIsNotAllowed() throws IOException {
        assumeTrue(address().isPresent(), "this machine has no address but loopback");
        try (SluiceProcess server = SluiceProcess.start("reach-tcp");
                Chromium without =
                        Chromium.launch("--webrtc-ip-handling-policy=disable_non_proxied_udp");
                Guest ada = Guest.open(without, server, "ada");
                Guest bob = Guest.open(without, server, "bob");
                Page page = without.open(server.address() + "/")) {
            // Which takes its time for the way that is closed; the call does not wait for it.
            ConnectionCheck.start(page);
            call(ada, bob, "all");
            JsonNode path = ada.page().run("return path();");
            assertEquals("tcp", path.get("protocol").asString(), path.toString());
            ConnectionCheck.await(page);
            JsonNode udp = ConnectionCheck.finding(page, "UDP", "bad");
            assertTrue(udp.get("text").asString().contains(" port "), udp.toString());
            assertTrue(udp.get("remedy").asString().contains("firewall"), udp.toString());
            ConnectionCheck.finding(page, "TCP", "ok");
            ConnectionCheck.finding(page, "TURN relay", "skipped");
            ConnectionCheck.finding(page, "Result", "note");
        }
    }

    @Test
    void shouldCallThroughATurnServer() throws Exception {
        Optional<InetAddress> address = address();
        assumeTrue(address.isPresent(), "this machine has no address but loopback");
        String host = address.get().getHostAddress();
        try (Coturn turn = Coturn.start(address.get(), SECRET);
                SluiceProcess server =
                        SluiceProcess.start(
                                "reach-turn",
                                "--turn-url",
                                turn.url("udp"),
                                "--turn-secret",
                                SECRET);
                Chromium chromium = Chromium.launch();
                Guest ada = Guest.open(chromium, server, "ada");
                Guest bob = Guest.open(chromium, server, "bob")) {
            call(ada, bob, "relay");
            JsonNode given = ada.page().run("return given.iceServers;");
            assertEquals(turn.url("udp"), given.at("/0/urls/0").asString(), given.toString());
            JsonNode path = ada.page().run("return path();");
            assertEquals("relay", path.get("type").asString(), path.toString());
            // Where others are open, the relay is the last way.
            try (Guest cyd = Guest.open(chromium, server, "cyd")) {
                cyd.page().run(WATCH.formatted("all"));
                cyd.enter("reach");
                cyd.awaitPicture("ada", "camera");
                assertEquals(1, cyd.page().evaluate("given.iceServers.length").asInt());
                JsonNode direct = cyd.page().run("return path();");
                assertEquals("udp", direct.get("protocol").asString(), direct.toString());
                assertNotEquals("relay", direct.get("type").asString(), direct.toString());
            }
            try (Page page = chromium.open(server.address() + "/")) {
                ConnectionCheck.run(page);
                JsonNode relay = ConnectionCheck.finding(page, "TURN relay", "ok");
                assertTrue(relay.get("text").asString().contains(host), relay.toString());
            }
        }
    }

    private static void call(Guest ada, Guest bob, String policy) {
        for (Guest guest : new Guest[] {ada, bob}) {
            guest.page().run(WATCH.formatted(policy));
            guest.page().run("await enter({ room: 'reach', name: '%s' });".formatted(guest.name()));
        }
        ada.publishCamera();
        ada.publishMicrophone();
        bob.awaitPicture("ada", "camera");
        bob.awaitSound("ada", "microphone");
    }

    private static Optional<InetAddress> address() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(a -> a.getAddress().length == 4 && !a.isLoopbackAddress())
                .filter(a -> !a.isLinkLocalAddress())
                .findFirst();
    }
}
