package dev.sluice.bench.measure;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.signaling.client.MediaToSend;
import dev.sluice.signaling.client.source.PayloadStamp;

/**
 * The last 20 bytes of each payload: whose packet it is, which one, and when it was sent on the
 * monotonic clock that senders and receivers share. One per published track; owned by the
 * publisher's loop.
 *
 * <pre>
 * | magic (32) | publisher (16) | track (8) | encoding (8) | sequence (32) | sent, nanoseconds (64) |
 * </pre>
 */
public final class Stamp implements PayloadStamp {

    public static final int BYTES = 20;

    private static final int MAGIC = 0x534C_5543;
    private static final int MAX_ENCODINGS = 8;

    private final int publisher;
    private final int track;
    private final int[] sequences = new int[MAX_ENCODINGS];

    /**
     * @param publisher 0 to 65,535
     * @param track 0 to 255, of the publisher
     */
    public Stamp(int publisher, int track) {
        this.publisher = publisher;
        this.track = track;
    }

    /** What a receiver finds. Mutable, reused. */
    public static final class Reading {

        /** The publisher and its track in one number. */
        public int flow;

        public int encoding;

        /** Counts the packets of one encoding, from 0. */
        public int sequence;

        public long sentNanos;

        /** Reads the end of a payload; false when it has no stamp. */
        public boolean read(byte[] data, int offset, int length) {
            int at = offset + length - BYTES;
            if (length < BYTES || (int) Bytes.uint32(data, at) != MAGIC) {
                return false;
            }
            flow = Bytes.uint24(data, at + 4);
            encoding = Bytes.uint8(data, at + 7);
            sequence = (int) Bytes.uint32(data, at + 8);
            sentNanos = Bytes.uint64(data, at + 12);
            return true;
        }
    }

    @Override
    public int bytes() {
        return BYTES;
    }

    @Override
    public void write(long nowNanos, MediaToSend packet, int at) {
        Bytes.put32(packet.payload, at, MAGIC);
        Bytes.put16(packet.payload, at + 4, publisher);
        Bytes.put8(packet.payload, at + 6, track);
        Bytes.put8(packet.payload, at + 7, packet.encoding);
        Bytes.put32(packet.payload, at + 8, sequences[packet.encoding]++);
        Bytes.put64(packet.payload, at + 12, nowNanos);
    }
}
