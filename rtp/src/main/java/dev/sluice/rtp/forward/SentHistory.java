package dev.sluice.rtp.forward;

import org.jspecify.annotations.Nullable;

/**
 * What a slot sent of late, by outgoing index: 2 s or 2,048 packets, as in the {@link PacketCache}
 * that holds their bytes. Owned by a slot.
 */
final class SentHistory {

    private static final int FIRST_SIZE = 64;
    private static final int MAX_SIZE = PacketCache.MAX_PACKETS;
    private static final long NONE = Long.MIN_VALUE;

    private SentPacket[] packets = fill(new @Nullable SentPacket[FIRST_SIZE]);

    /** Too late to be remembered: written to all the same. */
    private final SentPacket spare = new SentPacket();

    private long newest = NONE;

    /** A blank entry for {@code index}, to be filled in by the caller. */
    SentPacket add(long nowNanos, long index) {
        if (newest != NONE && index <= newest - packets.length) {
            spare.index = index;
            return spare;
        }
        SentPacket packet = packets[at(index)];
        while (packet.index != NONE
                && nowNanos - packet.sentNanos < PacketCache.KEEP_NANOS
                && packets.length < MAX_SIZE) {
            grow();
            packet = packets[at(index)];
        }
        packet.index = index;
        packet.sentNanos = nowNanos;
        packet.resends = 0;
        newest = newest == NONE ? index : Math.max(newest, index);
        return packet;
    }

    /** The packet that last had the 16-bit {@code sequence}, or null when it is not remembered. */
    @Nullable SentPacket find(int sequence) {
        if (newest == NONE) {
            return null;
        }
        return get(newest + (short) (sequence - (int) newest));
    }

    /** The packet with outgoing {@code index}, or null. */
    @Nullable SentPacket get(long index) {
        SentPacket packet = packets[at(index)];
        return packet.index == index ? packet : null;
    }

    long newest() {
        return newest;
    }

    private void grow() {
        @Nullable SentPacket[] grown = new @Nullable SentPacket[packets.length * 2];
        for (SentPacket packet : packets) {
            if (packet.index != NONE) {
                grown[(int) packet.index & (grown.length - 1)] = packet;
            }
        }
        packets = fill(grown);
    }

    private static SentPacket[] fill(@Nullable SentPacket[] packets) {
        SentPacket[] filled = new SentPacket[packets.length];
        for (int i = 0; i < packets.length; i++) {
            SentPacket packet = packets[i];
            if (packet == null) {
                packet = new SentPacket();
                packet.index = NONE;
            }
            filled[i] = packet;
        }
        return filled;
    }

    private int at(long index) {
        return (int) index & (packets.length - 1);
    }
}
