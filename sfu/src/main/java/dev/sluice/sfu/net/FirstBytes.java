package dev.sluice.sfu.net;

import io.netty.buffer.ByteBuf;

/**
 * Tells ICE-TCP from everything else on a port by a connection's first ten bytes.
 *
 * <p>A connection of ICE-TCP begins with a Binding request (RFC 6544, section 7) in a frame of RFC
 * 4571. No TLS record and no HTTP request begins so: their first byte alone says more than 1,500
 * bytes.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |   frame length, at most 1500  |   Binding request, 0x0001     |
 * +-------------------------------+-------------------------------+
 * |       STUN length             |   magic cookie, 0x2112        |
 * +-------------------------------+-------------------------------+
 * |   magic cookie, 0xA442        |
 * +-------------------------------+
 * </pre>
 */
public enum FirstBytes {
    /** A framed STUN request: media. */
    MEDIA,
    /** TLS, HTTP or anything else. */
    OTHER,
    /** More bytes are needed to tell. */
    UNDECIDED;

    private static final int ANY = -1;
    private static final int[] EXPECTED = {ANY, ANY, 0, 1, ANY, ANY, 0x21, 0x12, 0xA4, 0x42};
    private static final int MAX_HIGH_LENGTH = MediaLoop.MAX_DATAGRAM_BYTES >> 8;

    /** Looks at what has come; reads nothing. */
    public static FirstBytes of(ByteBuf in) {
        int available = Math.min(in.readableBytes(), EXPECTED.length);
        for (int i = 0; i < available; i++) {
            int value = in.getUnsignedByte(in.readerIndex() + i);
            if (i == 0 ? value > MAX_HIGH_LENGTH : EXPECTED[i] != ANY && EXPECTED[i] != value) {
                return OTHER;
            }
        }
        return available == EXPECTED.length ? MEDIA : UNDECIDED;
    }
}
