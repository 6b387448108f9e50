package dev.sluice.rtp.cc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FeedbackReaderTest {

    private static final long MS = 1_000_000L;

    private final SentPackets packets = new SentPackets();
    private final FeedbackReader reader = new FeedbackReader(packets);

    private void send(int first, int count) {
        for (int i = 0; i < count; i++) {
            packets.add(i * MS, (first + i) & 0xFFFF, 1_000 + i, ProbeCluster.NONE);
        }
    }

    @Test
    void shouldOrderByArrivalAndKeepTheLostApart() {
        send(65_534, 4); // across the wrap
        reader.read(
                new FakeFeedback(65_534).arrived(10 * MS).lost().arrived(30 * MS).arrived(20 * MS));
        assertEquals(3, reader.receivedCount());
        assertEquals(1_000, packets.bytes(reader.received(0)));
        assertEquals(1_003, packets.bytes(reader.received(1)));
        assertEquals(1_002, packets.bytes(reader.received(2)));
        assertEquals(10 * MS, reader.arrivalNanos(2) - reader.arrivalNanos(1));
        assertEquals(1, reader.lostCount());
        assertEquals(1_001, packets.bytes(reader.lost(0)));
    }

    @Test
    void shouldTakeEachPacketOnceAndSeeTheLostRecover() {
        send(0, 3);
        reader.read(new FakeFeedback(0).arrived(MS).lost().arrived(2 * MS));
        reader.read(new FakeFeedback(0).arrived(MS).arrived(9 * MS).lost());
        assertEquals(1, reader.receivedCount());
        assertEquals(1_001, packets.bytes(reader.received(0)));
        assertEquals(1, reader.recoveredCount());
        assertEquals(0, reader.lostCount());
    }

    @Test
    void shouldIgnoreWhatWasNeverSent() {
        reader.read(new FakeFeedback(100).arrived(MS).lost());
        assertEquals(0, reader.receivedCount() + reader.lostCount());
        send(0, 3);
        reader.read(new FakeFeedback(40_000).arrived(MS).arrived(MS).lost());
        reader.read(new FakeFeedback(2).lost().arrived(MS).lost());
        assertEquals(0, reader.receivedCount());
        assertEquals(1, reader.lostCount());
    }

    @Test
    void shouldForgetPacketsThatTheRingHasOverwritten() {
        send(0, SentPackets.MAX_CAPACITY + 10);
        reader.read(new FakeFeedback(5).arrived(MS));
        assertEquals(0, reader.receivedCount());
        reader.read(new FakeFeedback(10).arrived(MS));
        assertEquals(1, reader.receivedCount());
    }

    @Test
    void shouldGoOnWhereTheReferenceTimeComesRound() {
        send(0, 3);
        long wrap = (1L << 24) * 64 * MS;
        reader.read(new FakeFeedback(0).arrived(wrap - 3 * MS).arrived(2 * MS));
        assertEquals(5 * MS, reader.arrivalNanos(1) - reader.arrivalNanos(0));
        long before = reader.arrivalNanos(1);
        reader.read(new FakeFeedback(2).arrived(6 * MS));
        assertEquals(4 * MS, reader.arrivalNanos(0) - before);
    }
}
