package dev.sluice.signaling.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.ice.agent.Addresses;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.config.SettingsReader;
import dev.sluice.signaling.doctor.Finding.Grade;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DoctorTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final ApiKey KEY = new ApiKey("d", "a-secret-of-more-than-32-bytes-for-tests");

    @TempDir Path directory;
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable String token;
    private long patienceSeconds = 3;

    @Test
    void shouldCallOverUdpAndTcp() throws Exception {
        visit(config -> config.withTcpPort(0), List.of(), new Visited(true));
        assertEquals(Grade.OK, of("call over UDP").grade(), of("call over UDP").text());
        assertEquals(Grade.OK, of("call over TCP").grade(), of("call over TCP").text());
        assertTrue(of("call over UDP").detail().startsWith("picture after "));
    }

    @Test
    void shouldSayThatTheServerOffersNoTcp() throws Exception {
        visit(config -> config, List.of(), new Visited(true));
        assertEquals(Grade.NOTE, of("call over TCP").grade());
        assertTrue(of("call over TCP").remedy().contains("--tcp-port"));
    }

    @Test
    @Tag("once")
    void shouldSayWhichPortToOpenWhenNoWayIsFound() throws Exception {
        // Documentation addresses (RFC 5737) lead nowhere.
        InetSocketAddress nowhere = new InetSocketAddress("198.51.100.77", 0);
        visit(
                config -> config.withTcpPort(0).withAdvertised(List.of(nowhere)),
                List.of(),
                new Visited(false));
        for (String protocol : List.of("UDP", "TCP")) {
            Finding call = of("call over " + protocol);
            assertEquals(Grade.BAD, call.grade(), call.text());
            assertTrue(call.detail().contains("198.51.100.77 port "), call.text());
            assertTrue(call.remedy().contains(protocol + " port"), call.text());
            assertTrue(call.remedy().contains("--advertise"), call.text());
        }
    }

    @Test
    void shouldAskForATokenWhereTheServerDoes() throws Exception {
        visit(config -> config, List.of(KEY), new Visited(false));
        assertEquals(Grade.BAD, of("call over UDP").grade());
        assertTrue(of("call over UDP").remedy().contains("--token"), of("call over UDP").text());
    }

    @Test
    void shouldMakeATokenWithTheKey() throws Exception {
        visit(config -> config, List.of(KEY), new Visited(true, KEY));
        assertEquals(Grade.OK, of("call over UDP").grade(), of("call over UDP").text());
    }

    @Test
    void shouldMakeDoWithOneEndWhereTheTokenNamesOnePerson() throws Exception {
        Grant personal =
                new Grant(
                        "office",
                        "ada",
                        null,
                        Permissions.ALL,
                        Instant.now().plus(Duration.ofMinutes(5)));
        token = new TokenIssuer(KEY).issue(personal);
        patienceSeconds = 20;
        visit(config -> config, List.of(KEY), new Visited(true));
        assertEquals(Grade.OK, of("call over UDP").grade(), of("call over UDP").text());
        assertTrue(of("call over UDP").detail().startsWith("media comes through"));
    }

    @Test
    void shouldSayWhatIsWrongWithAServerThatDoesNotAnswer() throws Exception {
        assertFalse(examine(URI.create("http://127.0.0.1:1/"), List.of()));
        assertTrue(of("server").detail().startsWith("no connection"), of("server").text());
        findings.clear();
        assertFalse(examine(URI.create("http://no-such-host.invalid/"), List.of()));
        assertEquals("no-such-host.invalid has no address", of("server").detail());
        findings.clear();
        try (SignalingServer plain = plain()) {
            URI tls = URI.create("https://127.0.0.1:" + plain.port() + "/");
            assertFalse(examine(tls, List.of()));
            assertTrue(of("server").detail().startsWith("TLS to "), of("server").text());
        }
    }

    private static SignalingServer plain() throws IOException {
        return SignalingServer.start(
                SignalingConfig.builder().port(0).build(),
                new dev.sluice.signaling.kit.FakeMediaServer());
    }

    @Test
    void shouldSayThatAPortIsTaken() throws Exception {
        try (ServerSocket tcp = new ServerSocket(0);
                DatagramSocket udp = new DatagramSocket(0)) {
            Settings settings =
                    settings(
                            Map.of(
                                    Setting.TCP_PORT, "" + tcp.getLocalPort(),
                                    Setting.UDP_PORT, "" + udp.getLocalPort(),
                                    Setting.HTTP_PORT, "0"));
            findings.addAll(new PortChecks(settings, false).findings());
            assertEquals(Grade.OK, of("http-port").grade());
            assertEquals(Grade.BAD, of("tcp-port").grade(), of("tcp-port").text());
            assertTrue(of("tcp-port").remedy().contains("--tcp-port"));
            assertEquals(Grade.BAD, of("udp-port").grade(), of("udp-port").text());
            assertTrue(of("udp-port").remedy().contains("--udp-port"));
            findings.clear();
            findings.addAll(new PortChecks(settings, true).findings());
            assertEquals(Grade.OK, of("udp-port").grade(), of("udp-port").text());
        }
    }

    @Test
    void shouldSayWhoReachesOurAddresses() {
        assertEquals(Grade.BAD, addresses().grade());
        assertEquals(Grade.NOTE, addresses("127.0.0.1").grade());
        assertEquals(Grade.NOTE, addresses("10.0.0.2", "fd00::2", "100.64.3.4").grade());
        assertTrue(addresses("192.168.1.2").remedy().contains("--advertise"));
        assertEquals(Grade.OK, addresses("10.0.0.2", "198.51.100.2").grade());
        assertEquals(Grade.OK, addresses("2001:db8::1").grade());
    }

    private static Finding addresses(String... literals) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String literal : literals) {
            addresses.add(Objects.requireNonNull(Addresses.parse(literal)));
        }
        return AddressChecks.own(addresses);
    }

    @Test
    void shouldSayWhatAnAdvertisedNameIsWorth() {
        findings.addAll(
                new AddressChecks(settings(Map.of(Setting.ADVERTISE, "no-such-host.invalid")))
                        .findings());
        assertEquals(Grade.BAD, of("advertise").grade());
        findings.clear();
        findings.addAll(
                new AddressChecks(settings(Map.of(Setting.ADVERTISE, "169.254.169.254")))
                        .findings());
        assertTrue(of("advertise").detail().contains("no client can reach"));
    }

    @Test
    void shouldReadTheKernelsLimits() throws IOException {
        Path core = Files.createDirectories(directory.resolve("sys/net/core"));
        Files.writeString(core.resolve("rmem_max"), "212992\n");
        Files.writeString(core.resolve("wmem_max"), "4194304\n");
        findings.addAll(new MachineChecks(directory, 100).findings());
        assertEquals(Grade.NOTE, of("UDP receive buffer").grade());
        assertEquals(
                "as root: sysctl -w net.core.rmem_max=4194304", of("UDP receive buffer").remedy());
        assertEquals(Grade.OK, of("UDP send buffer").grade());
        Files.delete(core.resolve("wmem_max"));
        findings.clear();
        findings.addAll(new MachineChecks(directory, 100).findings());
        assertEquals(Grade.SKIPPED, of("UDP send buffer").grade());
    }

    /** Files of the kernel's are not read as others are. */
    @Test
    void shouldReadTheLimitsOfThisKernel() throws Exception {
        Path file = Path.of("/proc/sys/net/core/rmem_max");
        assumeTrue(Files.isReadable(file));
        Process cat = new ProcessBuilder("cat", file.toString()).start();
        String told = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        findings.addAll(new MachineChecks(Path.of("/proc"), 100).findings());
        String kibibytes = Long.parseLong(told.strip()) / 1024 + " KiB allowed";
        assertTrue(of("UDP receive buffer").detail().startsWith(kibibytes), kibibytes);
    }

    @Test
    void shouldWeighTheLimitOfOpenFiles() {
        MachineChecks checks = new MachineChecks(directory, 10_000);
        assertEquals(Grade.OK, checks.descriptors(20_000).grade());
        assertEquals(Grade.NOTE, checks.descriptors(1_024).grade());
        assertTrue(checks.descriptors(1_024).remedy().contains("ulimit -n 20512"));
    }

    @Test
    void shouldSayWhatTheKernelAndTheProcessLack() {
        Finding segmentation = MachineChecks.segmentation(false);
        assertEquals(Grade.NOTE, segmentation.grade());
        assertTrue(segmentation.remedy().contains("Linux 4.18"));
        assertEquals(Grade.OK, MachineChecks.segmentation(true).grade());
        Finding epoll = MachineChecks.noEpoll(new UnsatisfiedLinkError("mounted noexec"));
        assertEquals(Grade.NOTE, epoll.grade());
        assertTrue(epoll.detail().contains("mounted noexec"), epoll.text());
        Finding memory = MachineChecks.memory(64L << 20);
        assertEquals(Grade.NOTE, memory.grade());
        assertTrue(memory.remedy().contains("-Xmx"), memory.text());
        assertEquals(Grade.OK, MachineChecks.memory(1L << 30).grade());
    }

    @Test
    void shouldSayThatAPortNeedsARight() {
        PortChecks checks = new PortChecks(settings(Map.of()), false);
        Finding port = checks.taken(Setting.HTTP_PORT, 443, new IOException("Permission denied"));
        assertEquals(Grade.BAD, port.grade());
        assertTrue(port.remedy().contains("CAP_NET_BIND_SERVICE"), port.text());
    }

    @Test
    void shouldSayWhatAStunServerIsWorth() throws IOException {
        Map<Setting, String> nowhere = Map.of(Setting.STUN, "no-such-host.invalid:3478");
        findings.addAll(new AddressChecks(settings(nowhere)).findings());
        assertEquals(Grade.BAD, of("stun").grade());
        assertTrue(of("stun").remedy().contains("DNS"), of("stun").text());
        findings.clear();
        try (DatagramSocket mute = new DatagramSocket(0, LOOPBACK)) {
            // Asked from no address but loopback, of which there is none among those of a machine.
            Map<Setting, String> silent = Map.of(Setting.STUN, "127.0.0.1:" + mute.getLocalPort());
            findings.addAll(new AddressChecks(settings(silent)).findings());
        }
        assertTrue(
                of("stun").grade() == Grade.NOTE || of("stun").detail().startsWith("no NAT"),
                of("stun").text());
    }

    @Test
    void shouldCompareClocks() {
        Instant now = Instant.parse("2026-11-20T10:00:00Z");
        String date = "Fri, 20 Nov 2026 10:00:20 GMT";
        assertEquals(Grade.OK, ServerChecks.clock(date, now).grade());
        Finding behind = ServerChecks.clock(date, now.plus(Duration.ofHours(1)));
        assertEquals(Grade.BAD, behind.grade());
        assertTrue(behind.detail().contains("3580 s behind"), behind.text());
        assertEquals(Grade.SKIPPED, ServerChecks.clock("yesterday", now).grade());
    }

    @Test
    void shouldGiveEveryBadFindingARemedy() {
        Finding bad = Finding.bad("x", "cause", "do this");
        assertEquals("BAD     x: cause\n        -> do this", bad.text());
        assertEquals("ok      x: fine", Finding.ok("x", "fine").text());
    }

    /** What a visit is to end with, and with which keys. */
    private record Visited(boolean good, ApiKey... keys) {}

    private void visit(
            UnaryOperator<ServerConfig> config, List<ApiKey> serverKeys, Visited expected)
            throws IOException {
        ServerConfig loopback =
                ServerConfig.DEFAULT.withUdpPort(0).withLoops(1).withAddresses(List.of(LOOPBACK));
        try (SluiceServer media = SluiceServer.start(config.apply(loopback));
                SignalingServer signaling =
                        SignalingServer.start(
                                SignalingConfig.builder()
                                        .port(0)
                                        .address(LOOPBACK)
                                        .keys(serverKeys)
                                        .build(),
                                media)) {
            URI server = URI.create("http://127.0.0.1:" + signaling.port() + "/");
            assertEquals(expected.good, examine(server, List.of(expected.keys)), "" + findings);
            assertEquals(Grade.OK, of("server").grade());
        }
    }

    private boolean examine(URI server, List<ApiKey> keys) {
        Visit visit = new Visit(server, token, keys, false);
        boolean good =
                new Doctor(
                                settings(Map.of()),
                                findings::add,
                                new CallCheck.Patience(patienceSeconds, 200))
                        .examine(visit);
        for (Finding finding : findings) {
            boolean needsRemedy = finding.grade() == Grade.BAD || finding.grade() == Grade.NOTE;
            assertEquals(needsRemedy, !finding.remedy().isEmpty(), finding.text());
        }
        return good;
    }

    private Finding of(String what) {
        return findings.stream()
                .filter(finding -> finding.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + what + ": " + findings));
    }

    private static Settings settings(Map<Setting, String> given) {
        Map<Setting, List<String>> flags = new HashMap<>();
        given.forEach((setting, value) -> flags.put(setting, List.of(value)));
        return SettingsReader.read(flags, Map.of(), null);
    }
}
