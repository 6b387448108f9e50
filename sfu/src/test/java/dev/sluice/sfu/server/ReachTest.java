package dev.sluice.sfu.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.ice.agent.Addresses;
import dev.sluice.ice.agent.Candidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReachTest {

    private static final InetAddress IPV4 = address("192.0.2.1");
    private static final InetAddress IPV6 = address("2001:db8::1");
    private static final InetSocketAddress EVERYWHERE = new InetSocketAddress("0.0.0.0", 443);

    @Test
    void shouldOfferUdpBeforeTcpBeforeSharedPorts() {
        Reach reach = reach(ServerConfig.DEFAULT, List.of());
        reach.share(List.of(EVERYWHERE));
        assertEquals(
                List.of(
                        "UDP 2001:db8:0:0:0:0:0:1 7882",
                        "UDP 192.0.2.1 7882",
                        "TCP 2001:db8:0:0:0:0:0:1 7881",
                        "TCP 192.0.2.1 7881",
                        "TCP 2001:db8:0:0:0:0:0:1 443",
                        "TCP 192.0.2.1 443"),
                texts(reach));
        List<Candidate> candidates = reach.candidates();
        for (int i = 1; i < candidates.size(); i++) {
            assertTrue(candidates.get(i - 1).priority() > candidates.get(i).priority());
        }
    }

    @Test
    void shouldNeverOfferLinkLocalOrMetadataAddresses() {
        Reach reach =
                new Reach(
                        ServerConfig.DEFAULT,
                        List.of(
                                IPV4,
                                address("169.254.1.2"),
                                address("fe80::1"),
                                address("fd00:ec2::254")),
                        7882,
                        7881,
                        List.of());
        assertEquals(List.of("UDP 192.0.2.1 7882", "TCP 192.0.2.1 7881"), texts(reach));
    }

    @Test
    void shouldOfferTheDiscoveredAddressBesideItsOwn() {
        Reach reach =
                reach(ServerConfig.DEFAULT, List.of(new InetSocketAddress("198.51.100.1", 50_000)));
        assertTrue(texts(reach).contains("UDP 198.51.100.1 50000"));
        assertTrue(texts(reach).contains("TCP 198.51.100.1 7881"));
        assertTrue(texts(reach).contains("UDP 192.0.2.1 7882"));
    }

    @Test
    void shouldOfferOnlyWhatIsAdvertised() {
        Reach reach =
                reach(
                        ServerConfig.DEFAULT.withAdvertised(
                                List.of(new InetSocketAddress("203.0.113.7", 0))),
                        List.of());
        reach.share(List.of(EVERYWHERE));
        assertEquals(
                List.of("UDP 203.0.113.7 7882", "TCP 203.0.113.7 7881", "TCP 203.0.113.7 443"),
                texts(reach));
    }

    @Test
    void shouldOfferMappedPortsByProtocol() {
        Reach reach =
                reach(
                        ServerConfig.DEFAULT
                                .withAdvertised(
                                        List.of(new InetSocketAddress("203.0.113.7", 40_000)))
                                .withAdvertisedTcp(
                                        List.of(new InetSocketAddress("203.0.113.7", 40_001))),
                        List.of());
        assertEquals(List.of("UDP 203.0.113.7 40000", "TCP 203.0.113.7 40001"), texts(reach));
    }

    @Test
    void shouldNotOfferWhatListensOnLoopbackOnly() {
        Reach reach = reach(ServerConfig.DEFAULT, List.of());
        int before = reach.candidates().size();
        reach.share(List.of(new InetSocketAddress("127.0.0.1", 7880)));
        reach.share(List.of(new InetSocketAddress("::1", 7880)));
        assertEquals(before, reach.candidates().size());
        reach.share(List.of(new InetSocketAddress("192.0.2.1", 7880)));
        assertEquals(before + 1, reach.candidates().size());
    }

    private static Reach reach(ServerConfig config, List<InetSocketAddress> discovered) {
        return new Reach(config, List.of(IPV4, IPV6), 7882, 7881, discovered);
    }

    private static List<String> texts(Reach reach) {
        return reach.candidates().stream()
                .map(c -> c.protocol() + " " + c.host() + " " + c.port())
                .toList();
    }

    private static InetAddress address(String literal) {
        return Objects.requireNonNull(Addresses.parse(literal));
    }
}
