package dev.sluice.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.client.MediaToSend;
import org.junit.jupiter.api.Test;

class StampTest {

    @Test
    void shouldBeReadAsItWasWritten() {
        Stamp stamp = new Stamp(1_000, 2);
        MediaToSend packet = new MediaToSend();
        packet.encoding = 1;
        stamp.write(5, packet, 30);
        stamp.write(123_456_789_012L, packet, 30);

        Stamp.Reading reading = new Stamp.Reading();
        assertTrue(reading.read(packet.payload, 10, 20 + Stamp.BYTES));
        assertEquals(1_000 << 8 | 2, reading.flow);
        assertEquals(1, reading.encoding);
        assertEquals(1, reading.sequence);
        assertEquals(123_456_789_012L, reading.sentNanos);
    }

    @Test
    void shouldNotBeFoundWhereItIsNot() {
        Stamp.Reading reading = new Stamp.Reading();
        assertFalse(reading.read(new byte[100], 0, 100));
        assertFalse(reading.read(new byte[100], 0, Stamp.BYTES - 1));
    }
}
