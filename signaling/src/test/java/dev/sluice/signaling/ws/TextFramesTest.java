package dev.sluice.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextFramesTest {

    /** At the edges of the three ways to write a length, and with characters of 1 to 4 bytes. */
    private static final List<String> MESSAGES =
            List.of(
                    "",
                    "{}",
                    "a".repeat(125),
                    "b".repeat(126),
                    "\u00fc\u20ac\ud83d\ude42",
                    "c".repeat(65_535),
                    "d".repeat(65_536),
                    "\u20ac".repeat(30_000));

    @Test
    void shouldBeReadAsTheMessagesThatWereAdded() {
        TextFrames frames = new TextFrames();
        assertNull(frames.take());
        int bytes = 0;
        for (String message : MESSAGES) {
            int utf8 = ByteBufUtil.utf8Bytes(message);
            frames.add(UnpooledByteBufAllocator.DEFAULT, message, utf8);
            bytes += utf8;
            assertTrue(frames.bytes() > bytes, "headers too");
        }
        EmbeddedChannel client = client();
        client.writeInbound(frames.take());
        for (String message : MESSAGES) {
            TextWebSocketFrame frame =
                    assertInstanceOf(TextWebSocketFrame.class, client.readInbound());
            assertTrue(frame.isFinalFragment());
            assertEquals(message, frame.text());
            frame.release();
        }
        assertNull(client.readInbound());
        assertEquals(0, frames.bytes());
        assertNull(frames.take());
        client.finishAndReleaseAll();
    }

    @Test
    void shouldGiveUpWhatNobodyTook() {
        TextFrames frames = new TextFrames();
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        frames.add(allocator, "{}", 2);
        assertTrue(allocator.metric().usedDirectMemory() > 0);
        frames.release();
        assertEquals(0, allocator.metric().usedDirectMemory());
        assertNull(frames.take());
    }

    private static EmbeddedChannel client() {
        return new EmbeddedChannel(
                new WebSocket13FrameDecoder(
                        WebSocketDecoderConfig.newBuilder()
                                .expectMaskedFrames(false)
                                .maxFramePayloadLength(1 << 20)
                                .build()));
    }
}
