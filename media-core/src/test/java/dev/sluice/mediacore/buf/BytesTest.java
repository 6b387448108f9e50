package dev.sluice.mediacore.buf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BytesTest {

    private final byte[] data = new byte[10];

    @Test
    void shouldWriteWhatItReads() {
        Bytes.put8(data, 1, 0x1FE);
        assertEquals(0xFE, Bytes.uint8(data, 1));
        Bytes.put16(data, 1, 0x1FEDC);
        assertEquals(0xFEDC, Bytes.uint16(data, 1));
        Bytes.put24(data, 1, 0xFEDCBA);
        assertEquals(0xFEDCBA, Bytes.uint24(data, 1));
        assertEquals(0xFFFEDCBA, Bytes.int24(data, 1));
        Bytes.put32(data, 1, 0xFEDCBA98L);
        assertEquals(0xFEDCBA98L, Bytes.uint32(data, 1));
        Bytes.put64(data, 1, 0xFEDCBA98_76543210L);
        assertEquals(0xFEDCBA98_76543210L, Bytes.uint64(data, 1));
    }

    @Test
    void shouldTouchOnlyItsBytes() {
        Bytes.put32(data, 3, -1);
        assertArrayEquals(new byte[] {0, 0, 0, -1, -1, -1, -1, 0, 0, 0}, data);
    }

    @Test
    void shouldReadNegative24BitNumbers() {
        Bytes.put24(data, 0, -5);
        assertEquals(-5, Bytes.int24(data, 0));
        Bytes.put24(data, 0, 5);
        assertEquals(5, Bytes.int24(data, 0));
    }
}
