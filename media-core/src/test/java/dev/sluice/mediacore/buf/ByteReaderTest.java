package dev.sluice.mediacore.buf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ByteReaderTest {

    private static final byte[] DATA = {
        (byte) 0xFF, // before the stretch
        (byte) 0x81,
        (byte) 0x82,
        0x03,
        (byte) 0x84,
        0x05,
        0x06,
        (byte) 0xF7,
        0x08,
        0x09,
        (byte) 0xFF // behind it
    };

    private final ByteReader reader = new ByteReader();

    @Test
    void shouldReadUnsignedNumbersInNetworkOrder() {
        reader.reset(DATA, 1, 9);
        assertEquals(0x81, reader.uint8());
        assertEquals(0x8203, reader.uint16());
        assertEquals(0x840506, reader.uint24());
        reader.skip(1);
        assertEquals(2, reader.remaining());
        assertEquals(8, reader.position());
        assertFalse(reader.failed());
    }

    @Test
    void shouldReadWideNumbers() {
        assertEquals(0x81820384L, reader.reset(DATA, 1, 9).uint32());
        assertEquals(0x81820384_0506F708L, reader.reset(DATA, 1, 9).uint64());
    }

    @Test
    void shouldFailForGoodAtTheEnd() {
        reader.reset(DATA, 1, 3);
        assertEquals(0, reader.uint32());
        assertTrue(reader.failed());
        assertEquals(0, reader.uint8());
        assertEquals(1, reader.position());
        assertFalse(reader.reset(DATA, 1, 3).failed());
    }

    @Test
    void shouldRefuseToSkipBackwards() {
        reader.reset(DATA, 1, 3).skip(-1);
        assertTrue(reader.failed());
    }
}
