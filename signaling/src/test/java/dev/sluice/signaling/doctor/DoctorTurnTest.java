package dev.sluice.signaling.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.SettingsReader;
import dev.sluice.signaling.doctor.Finding.Grade;
import dev.sluice.signaling.kit.Coturn;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import dev.sluice.signaling.session.IceServers;
import dev.sluice.signaling.turn.TurnException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the doctor says of TURN servers: Debian's, good and bad ones. */
@Tag("once")
@Timeout(120)
class DoctorTurnTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String SECRET = "the-turn-server-knows-it-too";

    private final List<Finding> findings = new ArrayList<>();

    @Test
    void shouldCallThroughATurnServerByUdpAndTcp() throws Exception {
        try (Coturn turn = Coturn.start(LOOPBACK, SECRET, "--allow-loopback-peers")) {
            for (String transport : List.of("udp", "tcp")) {
                findings.clear();
                String url = turn.url(transport);
                assertTrue(examine(url, 12), "" + findings);
                assertEquals(Grade.OK, of(url).grade());
                assertTrue(of(url).detail().startsWith("gives us /127.0.0.1:"), of(url).text());
                Finding call = of("call over TURN");
                // A busy machine may lose packets, which is noted.
                assertNotEquals(Grade.BAD, call.grade(), call.text());
                assertTrue(call.detail().contains("through " + url), call.text());
            }
        }
    }

    @Test
    void shouldSayThatTheSecretIsAnother() throws Exception {
        try (Coturn turn = Coturn.start(LOOPBACK, SECRET)) {
            String url = turn.url("udp");
            findings.addAll(checks(url, "some-other-secret-than-that").findings());
            assertEquals(Grade.BAD, of(url).grade(), of(url).text());
            assertTrue(of(url).detail().contains("401"), of(url).text());
            assertTrue(of(url).remedy().contains("static-auth-secret"), of(url).text());
        }
    }

    @Test
    void shouldSayThatTheTurnServerDoesNotRelayToTheServer() throws Exception {
        try (Coturn turn = Coturn.start(LOOPBACK, SECRET)) {
            String url = turn.url("udp");
            assertFalse(examine(url, 3), "" + findings);
            assertEquals(Grade.OK, of(url).grade(), of(url).text());
            Finding call = of("call over TURN");
            assertEquals(Grade.BAD, call.grade(), call.text());
            assertTrue(call.detail().contains("does not relay to 127.0.0.1 (403"), call.text());
            assertTrue(call.remedy().contains("allowed-peer-ip"), call.text());
        }
    }

    @Test
    void shouldSayThatNobodyAnswers() throws Exception {
        try (DatagramSocket mute = new DatagramSocket(0, LOOPBACK)) {
            String url = "turn:127.0.0.1:" + mute.getLocalPort();
            findings.addAll(checks(url, SECRET).findings());
            assertEquals("it does not answer", of(url).detail());
            assertTrue(of(url).remedy().contains("UDP port " + mute.getLocalPort()));
        }
        for (String url : List.of("turn:127.0.0.1:1?transport=tcp", "turns:127.0.0.1:1")) {
            findings.clear();
            findings.addAll(checks(url, SECRET).findings());
            assertTrue(of(url).detail().startsWith("no connection: "), of(url).text());
            assertTrue(of(url).remedy().contains("TCP port 1 "), of(url).text());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAUrl() {
        findings.addAll(checks("turn:no-such-host.invalid", SECRET).findings());
        findings.addAll(checks("turns:example.org?transport=udp", SECRET).findings());
        assertEquals(
                "no-such-host.invalid has no address", of("turn:no-such-host.invalid").detail());
        assertEquals("mend --turn-url", of("turns:example.org?transport=udp").remedy());
    }

    @Test
    void shouldSayWhatARefusalMeans() {
        Finding full = TurnChecks.refused("turn:x", "UDP", 1, new TurnException(486, "486 Quota"));
        assertTrue(full.detail().contains("no room"), full.text());
        assertTrue(full.remedy().contains("quotas"), full.text());
        Finding odd = TurnChecks.refused("turn:x", "UDP", 1, new TurnException(442, "442 No"));
        assertEquals("it refuses: 442 No", odd.detail());
        assertTrue(odd.remedy().contains("log"), odd.text());
    }

    @Test
    void shouldCheckTheTurnServersOfTheSettingsWithoutAServer() {
        Map<Setting, List<String>> flags =
                Map.of(
                        Setting.TURN_URL,
                        List.of("turn:no-such-host.invalid"),
                        Setting.TURN_SECRET,
                        List.of(SECRET),
                        Setting.HTTP_PORT,
                        List.of("0"));
        new Doctor(SettingsReader.read(flags, Map.of(), null), findings::add).examine(null);
        assertEquals(Grade.BAD, of("turn:no-such-host.invalid").grade());
    }

    private static TurnChecks checks(String url, String secret) {
        return new TurnChecks(servers(url, secret).of("doctor"));
    }

    private static IceServers servers(String url, String secret) {
        return new IceServers(List.of(url), () -> secret, Duration.ofMinutes(5), Clock.systemUTC());
    }

    private boolean examine(String url, int seconds) throws Exception {
        ServerConfig loopback =
                ServerConfig.DEFAULT
                        .withUdpPort(0)
                        .withTcpPort(0)
                        .withLoops(1)
                        .withAddresses(List.of(LOOPBACK));
        try (SluiceServer media = SluiceServer.start(loopback);
                SignalingServer signaling =
                        SignalingServer.start(
                                SignalingConfig.builder()
                                        .port(0)
                                        .address(LOOPBACK)
                                        .iceServers(servers(url, SECRET))
                                        .build(),
                                media)) {
            URI server = URI.create("http://127.0.0.1:" + signaling.port() + "/");
            Visit visit = new Visit(server, null, List.of(), false);
            return new Doctor(
                            SettingsReader.read(Map.of(), Map.of(), null),
                            findings::add,
                            new CallCheck.Patience(seconds, 200))
                    .examine(visit);
        }
    }

    private Finding of(String what) {
        return findings.stream()
                .filter(finding -> finding.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + what + ": " + findings));
    }
}
