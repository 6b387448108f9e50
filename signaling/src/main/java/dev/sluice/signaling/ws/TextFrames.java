package dev.sluice.signaling.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a server to one client that leave together: frames of text, whole and not masked (RFC
 * 6455, section 5.2), one behind the other. A crowd is told a hundred thousand messages a second,
 * so a message costs its bytes and no object. Owned by the socket's loop.
 */
final class TextFrames {

    private static final int FINAL_TEXT = 0x81;
    private static final int MAX_SHORT = 125;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int MAX_HEADER_BYTES = 10;

    private @Nullable ByteBuf waiting;

    /** What waits. */
    int bytes() {
        return waiting == null ? 0 : waiting.readableBytes();
    }

    /**
     * Adds a message.
     *
     * @param utf8Bytes its length when encoded
     */
    void add(ByteBufAllocator allocator, String message, int utf8Bytes) {
        ByteBuf out = waiting;
        if (out == null) {
            out = allocator.directBuffer(MAX_HEADER_BYTES + utf8Bytes);
            waiting = out;
        }
        out.writeByte(FINAL_TEXT);
        if (utf8Bytes <= MAX_SHORT) {
            out.writeByte(utf8Bytes);
        } else if (utf8Bytes <= 0xFFFF) {
            out.writeByte(TWO_BYTES).writeShort(utf8Bytes);
        } else {
            out.writeByte(EIGHT_BYTES).writeLong(utf8Bytes);
        }
        ByteBufUtil.reserveAndWriteUtf8(out, message, utf8Bytes);
    }

    /** All that waits, which is the caller's now; null for nothing. */
    @Nullable ByteBuf take() {
        ByteBuf taken = waiting;
        waiting = null;
        return taken;
    }

    /** Nothing will leave any more. */
    void release() {
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
    }
}
