package dev.sluice.signaling.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.sfu.api.Permissions;
import dev.sluice.signaling.Main;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A client, a router and a server in namespaces of their own. What each way of being cut off costs
 * stands in {@code target/network/report.md} afterwards.
 *
 * <pre>
 *   client 10.71.1.2, .3 ---- 10.71.1.1 router 10.71.2.1 ---- 10.71.2.2 server
 *      fd71:1::2                fd71:1::1    fd71:2::1            fd71:2::2
 * </pre>
 */
@Tag("timed")
@Timeout(120)
class NetworkIT {

    private static final String SECRET = "a-secret-of-more-than-32-bytes-for-tests";
    private static final ApiKey KEY = new ApiKey("net", SECRET);
    private static final String FORWARD =
            "add chain inet f forward { type filter hook forward priority 0; }";
    private static final String NO_IPV6 = "add rule inet f forward meta nfproto ipv6 drop";
    private static final List<String> REPORT = new ArrayList<>();
    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    private static Namespace client;
    private static Namespace router;
    private static Namespace server;
    private static JavaProcess caller;
    private static int rooms;

    /** Where media went, and how long it took. */
    private record Heard(long millis, String protocol, String local, String remote, int port) {

        static Heard of(String line) {
            String[] words = line.split(" ");
            return new Heard(
                    Long.parseLong(words[0]),
                    words[1],
                    words[2],
                    words[3],
                    Integer.parseInt(words[4]));
        }
    }

    @BeforeAll
    static void build() throws Exception {
        String obstacle = Namespace.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        client = open(new Namespace("client"));
        router = open(new Namespace("router"));
        server = open(new Namespace("server"));
        client.cable("net0", router, "home");
        router.cable("wan", server, "net0");
        client.address("net0", "10.71.1.2/24", "10.71.1.3/24", "fd71:1::2/64");
        router.address("home", "10.71.1.1/24", "fd71:1::1/64");
        router.address("wan", "10.71.2.1/24", "10.71.2.7/24", "fd71:2::1/64");
        server.address("net0", "10.71.2.2/24", "fd71:2::2/64");
        client.defaultRoute("10.71.1.1", "fd71:1::1");
        server.defaultRoute("10.71.2.1", "fd71:2::1");
        JavaProcess sluice = serve(server, "server");
        caller = open(new JavaProcess(client, "client", Caller.class));
        sluice.await("Sluice is ready");
        caller.await("ready");
        // The first call of two new JVMs is no measure of anything.
        call("10.71.2.2");
        end();
    }

    @AfterAll
    static void report() throws Exception {
        for (int i = OPEN.size() - 1; i >= 0; i--) {
            OPEN.get(i).close();
        }
        if (!REPORT.isEmpty()) {
            Path file = Path.of("target", "network", "report.md");
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    "| case | path | ms |\n|---|---|---|\n" + String.join("\n", REPORT) + "\n");
            REPORT.forEach(System.out::println);
        }
    }

    @AfterEach
    void openTheFirewall() {
        router.rules();
    }

    @Test
    void shouldTakeUdpWhereItGoesThrough() throws Exception {
        Heard first = call("10.71.2.2");
        note("UDP open, first frame", first);
        assertEquals("UDP", first.protocol);
        end();
    }

    @Test
    void shouldTakeTcpWhereUdpIsBlocked() throws Exception {
        router.rules("add table inet f", FORWARD, "add rule inet f forward meta l4proto udp drop");
        Heard first = call("10.71.2.2");
        note("UDP blocked, first frame", first);
        assertEquals("TCP", first.protocol);
        assertEquals(7881, first.port);
        end();
    }

    @Test
    void shouldTakeThePortOfThePageWhereNothingElseIsOpen() throws Exception {
        router.rules(
                "add table inet f",
                FORWARD,
                "add rule inet f forward ct state established accept",
                "add rule inet f forward tcp dport 7880 accept",
                "add rule inet f forward drop");
        Heard first = call("10.71.2.2");
        note("only the page's port open, first frame", first);
        assertEquals("TCP", first.protocol);
        assertEquals(7880, first.port);
        end();
    }

    @Test
    void shouldCallFromBehindASymmetricNat() throws Exception {
        router.rules(
                "add table inet f",
                FORWARD,
                NO_IPV6,
                "add table ip n",
                "add chain ip n post { type nat hook postrouting priority 100; }",
                "add rule ip n post oifname wan masquerade fully-random");
        Heard first = call("10.71.2.2");
        note("symmetric NAT, first frame", first);
        assertEquals("UDP", first.protocol);
        assertEquals("10.71.2.2", first.remote);
        end();
    }

    @Test
    void shouldFollowAClientToAnotherAddress() throws Exception {
        router.rules("add table inet f", FORWARD, NO_IPV6);
        Heard first = call("10.71.2.2");
        String to = first.local.equals("10.71.1.3") ? "10.71.1.2" : "10.71.1.3";
        mark();
        caller.say("move " + to);
        Heard moved = gap();
        note("both change their address mid-call, longest gap", moved);
        assertEquals("UDP", moved.protocol);
        assertEquals(to, moved.local);
        assertTrue(moved.millis < 1_000, moved.millis + " ms");
        end();
    }

    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldFollowANatThatGivesOtherPorts() throws Exception {
        router.rules(
                "add table inet f",
                FORWARD,
                NO_IPV6,
                "add rule inet f forward ip saddr 10.71.1.0/24 udp dport 7882 ct state new counter",
                "add table ip n",
                "add chain ip n post { type nat hook postrouting priority 100; }",
                "add rule ip n post oifname wan meta l4proto udp masquerade fully-random");
        call("10.71.2.2");
        mark();
        long flows = newFlows();
        // Whoever masquerades forgets its flows with the link: the client is elsewhere unawares.
        router.run("ip", "link", "set", "wan", "down");
        router.run("ip", "link", "set", "wan", "up");
        Heard after = gap();
        assertTrue(newFlows() >= flows + 2, "the router went on as before");
        note("NAT rebinding of both mid-call, longest gap", after);
        assertEquals("UDP", after.protocol);
        // The next consent check would come after 4 s at the soonest.
        assertTrue(after.millis < 3_000, after.millis + " ms");
        end();
    }

    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldHaveTheDoctorNameWhatIsClosed() throws Exception {
        router.rules("add table inet f", FORWARD, "add rule inet f forward meta l4proto udp drop");
        try (JavaProcess doctor =
                new JavaProcess(
                        client,
                        "doctor",
                        Main.class,
                        "doctor",
                        "--server",
                        "http://10.71.2.2:7880/",
                        "--key",
                        KEY.id() + ":" + SECRET)) {
            String udp = doctor.await("BAD     call over UDP:");
            assertTrue(udp.contains("10.71.2.2 port 7882"), udp);
            assertTrue(doctor.await("        ->").contains("UDP port"));
            doctor.await("ok      call over TCP:");
        }
    }

    private static long newFlows() {
        String rules = router.run("nft", "list", "chain", "inet", "f", "forward");
        return Long.parseLong(rules.replaceAll("(?s).*counter packets (\\d+) .*", "$1"));
    }

    @Test
    void shouldCallAServerBehindOneToOneNat() throws Exception {
        try (Namespace inner = new Namespace("inner")) {
            inner.cable("net0", router, "lan");
            inner.address("net0", "10.71.3.2/24");
            router.address("lan", "10.71.3.1/24");
            inner.defaultRoute("10.71.3.1");
            String[] nat = {
                "add table ip n",
                "add chain ip n pre { type nat hook prerouting priority -100; }",
                "add rule ip n pre ip daddr 10.71.2.7 dnat to 10.71.3.2",
                "add table inet f",
                FORWARD,
                "add rule inet f forward ct original ip daddr 10.71.3.2 drop"
            };
            router.rules(nat);
            try (JavaProcess behind = serve(inner, "server-nat", "--advertise", "10.71.2.7")) {
                behind.await("Sluice is ready");
                Heard udp = call("10.71.2.7");
                note("server behind 1:1 NAT, first frame", udp);
                assertEquals("UDP", udp.protocol);
                assertEquals("10.71.2.7", udp.remote);
                end();
                router.run("nft", "add rule inet f forward meta l4proto udp drop");
                Heard tcp = call("10.71.2.7");
                note("server behind 1:1 NAT and UDP blocked, first frame", tcp);
                assertEquals("TCP", tcp.protocol);
                assertEquals("10.71.2.7", tcp.remote);
                end();
            }
            router.run("ip", "link", "del", "lan");
        }
    }

    @Test
    void shouldCallOverIpv6Only() throws Exception {
        router.rules("add table inet f", FORWARD, "add rule inet f forward meta nfproto ipv4 drop");
        Heard first = call("[fd71:2::2]");
        note("IPv6 only, first frame", first);
        assertEquals("UDP", first.protocol);
        assertNotEquals(-1, first.remote.indexOf(':'));
        end();
        router.run("nft", "add rule inet f forward meta l4proto udp drop");
        Heard tcp = call("[fd71:2::2]");
        note("IPv6 only and UDP blocked, first frame", tcp);
        assertEquals("TCP", tcp.protocol);
        assertNotEquals(-1, tcp.remote.indexOf(':'));
        end();
    }

    private static JavaProcess serve(Namespace where, String name, String... flags)
            throws IOException {
        List<String> all = new ArrayList<>(List.of("serve", "--loops", "2"));
        all.addAll(List.of("--key", KEY.id() + ":" + SECRET));
        all.addAll(List.of(flags));
        return open(new JavaProcess(where, name, Main.class, all.toArray(new String[0])));
    }

    private static Heard call(String host) throws Exception {
        String room = "room" + ++rooms;
        Grant grant =
                new Grant(
                        room,
                        null,
                        null,
                        Permissions.ALL,
                        Instant.now().plus(Duration.ofMinutes(5)));
        String token = new TokenIssuer(KEY).issue(grant);
        caller.say("call ws://" + host + ":7880/ws " + room + " " + token);
        return Heard.of(caller.await("first"));
    }

    private static void mark() throws Exception {
        caller.say("mark");
        caller.await("marked");
    }

    private static Heard gap() throws Exception {
        caller.say("gap");
        return Heard.of(caller.await("gap"));
    }

    private static void end() throws Exception {
        caller.say("end");
        caller.await("ended");
    }

    private static void note(String what, Heard heard) {
        REPORT.add(
                "| "
                        + what
                        + " | "
                        + heard.protocol
                        + " to port "
                        + heard.port
                        + " | "
                        + heard.millis
                        + " |");
    }

    private static <T extends AutoCloseable> T open(T resource) {
        OPEN.add(resource);
        return resource;
    }
}
