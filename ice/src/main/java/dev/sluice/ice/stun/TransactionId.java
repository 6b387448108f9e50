package dev.sluice.ice.stun;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The 96 bits that join a response to its request (RFC 8489, section 5).
 *
 * @param head the first 4 bytes
 * @param tail the last 8 bytes
 */
public record TransactionId(int head, long tail) {

    /** Of an id. */
    public static final int BYTES = 12;

    /** A new id; the generator must be unpredictable outside of tests. */
    public static TransactionId random(RandomGenerator random) {
        return new TransactionId(random.nextInt(), random.nextLong());
    }

    /** Reads {@link #BYTES} bytes at {@code offset}. */
    static TransactionId read(byte[] data, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(data, offset, BYTES);
        return new TransactionId(buffer.getInt(), buffer.getLong());
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putInt(head).putLong(tail).array();
    }
}
