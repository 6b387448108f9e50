package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PacketRateTest {

    @Test
    void shouldPassSoManyInASecond() {
        PacketRate rate = new PacketRate(20_000);
        int passed = 0;
        for (int i = 0; i < 300_000; i++) {
            long nowNanos = 7_000_000_000L + i * 10_000L; // 100,000 a second for three
            passed += rate.admit(nowNanos) ? 1 : 0;
        }
        assertEquals(60_000, passed);
    }

    @Test
    void shouldNotBeInTheWayOfWhoKeepsBelow() {
        PacketRate rate = new PacketRate(100);
        int passed = 0;
        for (int i = 0; i < 1_000; i++) {
            passed += rate.admit(i * 10_000_000L) ? 1 : 0;
        }
        assertEquals(1_000, passed);
    }
}
