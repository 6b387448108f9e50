package dev.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FirstBytesTest {

    @Test
    void shouldKnowABindingRequestInAFrame() {
        // Frame of 92 bytes; Binding request of 72; magic cookie.
        assertEquals(FirstBytes.MEDIA, of("005c 0001 0048 2112a442"));
        assertEquals(FirstBytes.MEDIA, of("005c 0001 0048 2112a442 0102030405"));
    }

    @Test
    void shouldWaitForTenBytes() {
        assertEquals(FirstBytes.UNDECIDED, of(""));
        assertEquals(FirstBytes.UNDECIDED, of("00"));
        assertEquals(FirstBytes.UNDECIDED, of("005c 0001 0048 2112a4"));
    }

    @Test
    void shouldKnowHttpAndTlsByTheFirstByte() {
        assertEquals(FirstBytes.OTHER, of("16"));
        for (String method : new String[] {"GET", "POST", "PATCH", "OPTIONS", "DELETE", "HEAD"}) {
            byte[] first = method.substring(0, 1).getBytes(StandardCharsets.US_ASCII);
            assertEquals(FirstBytes.OTHER, FirstBytes.of(Unpooled.wrappedBuffer(first)));
        }
    }

    @Test
    void shouldTakeNothingElseForMedia() {
        // Frames longer than 1,500 bytes, a Binding response, another cookie.
        assertEquals(FirstBytes.OTHER, of("065c 0001 0048 2112a442"));
        assertEquals(FirstBytes.OTHER, of("005c 0101 0048 2112a442"));
        assertEquals(FirstBytes.OTHER, of("005c 0001 0048 2112a443"));
    }

    @Test
    void shouldReadNothing() {
        ByteBuf bytes = Unpooled.wrappedBuffer(new byte[] {9, 0, 0x5c, 0, 1, 0, 0x48, 0x21});
        bytes.readByte();
        assertEquals(FirstBytes.UNDECIDED, FirstBytes.of(bytes));
        assertEquals(1, bytes.readerIndex());
    }

    private static FirstBytes of(String hex) {
        return FirstBytes.of(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }
}
