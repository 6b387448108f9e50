package dev.sluice.ice.stun;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A first look at a datagram, for whoever must choose the loop that it belongs to. Proves nothing:
 * the owner authenticates. Thread-safe.
 */
public final class StunPeek {

    /** RFC 8839, section 5.4. */
    private static final int MIN_FRAGMENT_BYTES = 4;

    private static final int MAX_FRAGMENT_BYTES = 256;

    private StunPeek() {}

    /** Whether the header is that of a STUN message of just this length. */
    public static boolean isStun(byte[] data, int offset, int length) {
        return length >= StunFrame.HEADER_BYTES
                && length <= StunFrame.MAX_BYTES
                && (data[offset] & 0xC0) == 0
                && (u16(data, offset + 4) << 16 | u16(data, offset + 6)) == StunFrame.COOKIE
                && u16(data, offset + 2) + StunFrame.HEADER_BYTES == length;
    }

    /**
     * The receiver's username fragment of a Binding request, null when this is none or has none.
     * Only the returned string is allocated, and only for fragments that ICE allows.
     */
    public static @Nullable String localUfrag(byte[] data, int offset, int length) {
        if (!isStun(data, offset, length) || u16(data, offset) != StunClass.REQUEST.messageType()) {
            return null;
        }
        int end = offset + length;
        int at = offset + StunFrame.HEADER_BYTES;
        for (int i = 0; i < StunFrame.MAX_ATTRIBUTES; i++) {
            if (end - at < StunFrame.ATTRIBUTE_HEADER_BYTES) {
                return null;
            }
            int valueAt = at + StunFrame.ATTRIBUTE_HEADER_BYTES;
            int valueLength = u16(data, at + 2);
            if (valueLength > end - valueAt) {
                return null;
            }
            if (u16(data, at) == StunAttribute.USERNAME) {
                return fragment(data, valueAt, valueLength);
            }
            at = valueAt + ((valueLength + 3) & ~3);
        }
        return null;
    }

    private static @Nullable String fragment(byte[] data, int at, int length) {
        int size = 0;
        while (size < length && isIceChar(data[at + size])) {
            size++;
        }
        boolean whole = size < length && data[at + size] == ':';
        return whole && size >= MIN_FRAGMENT_BYTES && size <= MAX_FRAGMENT_BYTES
                ? new String(data, at, size, StandardCharsets.US_ASCII)
                : null;
    }

    private static boolean isIceChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '/';
    }

    private static int u16(byte[] data, int at) {
        return (data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF);
    }
}
