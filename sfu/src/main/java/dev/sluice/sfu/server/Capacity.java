package dev.sluice.sfu.server;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Refuses rooms and people that the server has no place for, so that those who are in keep theirs.
 * Any thread.
 */
final class Capacity {

    private static final int RETRY_SECONDS = 10;

    private final ServerLimits limits;
    private final int nameCharacters;
    private final LongAdder refusedPeople = new LongAdder();
    private final LongAdder refusedRooms = new LongAdder();

    Capacity(ServerLimits limits, Limits bounds) {
        this.limits = limits;
        this.nameCharacters = bounds.of(Limit.NAME_CHARACTERS);
    }

    /** Bytes of direct memory that Netty holds in this JVM, pooled ones that are free included. */
    static long usedBytes() {
        long used = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        if (ByteBufAllocator.DEFAULT != PooledByteBufAllocator.DEFAULT
                && ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider other) {
            used += other.metric().usedDirectMemory();
        }
        return used;
    }

    /** Refuses a join while direct memory is above the ceiling. */
    void requireMemory() {
        if (usedBytes() > limits.ceilingBytes()) {
            refusedPeople.increment();
            throw new RejectedException(
                    Code.UNAVAILABLE,
                    "The server is short of memory; try again in " + RETRY_SECONDS + " s.",
                    Map.of("retryAfterSeconds", RETRY_SECONDS));
        }
    }

    /** Refuses a name that no room can have. */
    void requireName(String room) {
        if (room.isEmpty() || room.length() > nameCharacters) {
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    "room has " + room.length() + " characters: give 1 to " + nameCharacters);
        }
    }

    /** Refuses one room more than there may be. */
    void requireRoom(int rooms) {
        if (rooms >= limits.rooms()) {
            refusedRooms.increment();
            throw new RejectedException(
                    Code.LIMIT, "the server has " + rooms + " rooms: that is all it takes");
        }
    }

    long refusedPeople() {
        return refusedPeople.sum();
    }

    long refusedRooms() {
        return refusedRooms.sum();
    }
}
