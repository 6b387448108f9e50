package dev.sluice.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.net.Protocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {

    @Test
    void shouldComputeThePrioritiesOfRfc8445() {
        assertEquals(2_130_706_431L, Candidates.priority(126, 65_535));
        List<Candidate> udp = Candidates.local(addresses("192.0.2.1", "192.0.2.2"), 7882);
        assertEquals(2_130_706_431L, udp.get(0).priority());
        assertEquals(2_130_706_431L - 256, udp.get(1).priority());
        Candidate tcp =
                Candidates.host(Protocol.TCP, List.of(new InetSocketAddress("192.0.2.1", 7881)))
                        .get(0);
        assertEquals("passive", tcp.tcpType());
        assertEquals((90L << 24) + ((4L << 13) + 8191 << 8) + 255, tcp.priority());
        assertTrue(tcp.priority() < udp.get(1).priority());
        assertNotEquals(tcp.foundation(), udp.get(0).foundation());
        assertNotEquals(udp.get(0).foundation(), udp.get(1).foundation());
    }

    @Test
    void shouldOrderPairsAsRfc8445Does() {
        // 2^32 * min + 2 * max + (1 if the controlling side's is greater)
        assertEquals((5L << 32) + 14 + 1, Candidates.pairPriority(7, 5));
        assertEquals((5L << 32) + 14, Candidates.pairPriority(5, 7));
    }

    @Test
    void shouldAlternateIpv6AndIpv4() {
        assertEquals(
                addresses("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "192.0.2.3"),
                Candidates.usable(
                        addresses(
                                "192.0.2.1",
                                "192.0.2.2",
                                "2001:db8::1",
                                "192.0.2.1",
                                "192.0.2.3",
                                "2001:db8::2")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.1.1",
                "fe80::1",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "fd00:ec2::254",
                "fd20:ce::254",
                "0.0.0.0",
                "::",
                "224.0.0.251",
                "ff02::fb",
                "255.255.255.255",
                "::ffff:169.254.169.254"
            })
    void shouldNeverOffer(String address) {
        assertEquals(List.of(), Candidates.local(addresses(address), 7882));
        assertEquals(addresses("127.0.0.1"), Candidates.usable(addresses(address, "127.0.0.1")));
    }

    @Test
    void shouldOfferLoopbackOnlyWhenThereIsNothingElse() {
        assertEquals(
                addresses("::1", "127.0.0.1"), Candidates.usable(addresses("127.0.0.1", "::1")));
        assertEquals(
                addresses("10.0.0.1"),
                Candidates.usable(addresses("127.0.0.1", "::1", "10.0.0.1")));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, 203.0.113.1, 7882",
        "203.0.113.1:9000, 203.0.113.1, 9000",
        "2001:db8::1, 2001:db8::1, 7882",
        "[2001:db8::1], 2001:db8::1, 7882",
        "[2001:db8::1]:9000, 2001:db8::1, 9000",
        "sfu.example.org, sfu.example.org, 7882",
        "sfu.example.org:443, sfu.example.org, 443",
        "localhost:1, localhost, 1",
        "127.0.0.1:65535, 127.0.0.1, 65535"
    })
    void shouldReadAnAdvertisedAddress(String text, String host, int port) {
        assertEquals(new AdvertisedAddress(host, port), AdvertisedAddress.parse(text, 7882));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "203.0.113.1:",
                "203.0.113.1:0",
                "203.0.113.1:65536",
                "203.0.113.1:-1",
                "203.0.113.256",
                "203.0.113",
                "[2001:db8::1",
                "[2001:db8::1]9000",
                "[203.0.113.1.5]:1",
                "2001:db8::zz",
                "169.254.169.254",
                "0.0.0.0:7882",
                "a b",
                "-a.example",
                "http://sfu.example.org"
            })
    void shouldSayWhatCannotBeAdvertised(String text) {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class, () -> AdvertisedAddress.parse(text, 7882));
        assertTrue(refused.getMessage().contains("'" + text + "'"), refused.getMessage());
        assertFalse(refused.getMessage().contains("\n"));
    }

    @Test
    void shouldMakeCandidatesOfAdvertisedAddresses() {
        InetSocketAddress end = AdvertisedAddress.parse("[2001:db8::1]:9000", 1).socketAddress();
        assertNull(AdvertisedAddress.parse("sfu.example.org", 1).socketAddress());
        Candidate candidate = Candidates.host(Protocol.UDP, List.of(end, end)).get(0);
        assertEquals("2001:db8:0:0:0:0:0:1", candidate.host());
        assertEquals(9000, candidate.port());
        assertEquals("host", candidate.type());
        assertEquals("", candidate.tcpType());
        assertEquals(1, candidate.component());
        assertEquals(1, Candidates.host(Protocol.UDP, List.of(end, end)).size());
    }

    @Test
    void shouldParseLiteralsAndNothingElse() {
        assertTrue(Addresses.parse("::ffff:192.0.2.1") instanceof Inet4Address);
        assertEquals(addresses("192.0.2.1").get(0), Addresses.parse("::ffff:192.0.2.1"));
        for (String none :
                List.of("example.org", "1", "1.2.3", "1.2.3.4.5", "0x7f.0.0.1", "1.2.3.٤", "::g")) {
            assertNull(Addresses.parse(none), none);
        }
        assertNull(Addresses.parse("fe80::1%eth0"), "a scope is ours, not the peer's");
    }

    private static List<InetAddress> addresses(String... literals) {
        return Arrays.stream(literals).map(CandidatesTest::literal).toList();
    }

    private static InetAddress literal(String text) {
        InetAddress address = Addresses.parse(text);
        if (address == null) {
            throw new AssertionError(text);
        }
        return address;
    }
}
