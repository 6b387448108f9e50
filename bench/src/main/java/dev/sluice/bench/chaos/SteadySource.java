package dev.sluice.bench.chaos;

import dev.sluice.bench.measure.Stamp;
import dev.sluice.signaling.client.MediaToSend;
import dev.sluice.signaling.client.PacketSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongToIntFunction;

/** Small packets of sound at any rate, with whatever RTP sequence numbers. */
final class SteadySource implements PacketSource {

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int CLOCK_RATE_HZ = 48_000;
    private static final int BYTES = 60;
    private static final int LEVEL = 20;

    private final Stamp stamp;
    private final long perSecond;
    private final long limit;
    private final LongToIntFunction sequences;
    private final AtomicLong packets = new AtomicLong();

    /**
     * Begins when it is played.
     *
     * @param limit packets in all
     * @param sequences of the n-th packet, as {@link MediaToSend#sequence}
     */
    SteadySource(Stamp stamp, long perSecond, long limit, LongToIntFunction sequences) {
        this.stamp = stamp;
        this.perSecond = perSecond;
        this.limit = limit;
        this.sequences = sequences;
    }

    /** Packets so far. Any thread. */
    long sent() {
        return packets.get();
    }

    @Override
    public long nextNanos() {
        long sent = packets.get();
        return sent >= limit ? Long.MAX_VALUE : sent * SECOND_NANOS / perSecond;
    }

    @Override
    public void write(long nowNanos, MediaToSend packet) {
        long number = packets.getAndIncrement();
        packet.payloadBytes = BYTES;
        packet.payload[0] = (byte) 0xFC;
        packet.timestamp = number * CLOCK_RATE_HZ / perSecond;
        packet.audioLevel = LEVEL;
        packet.voice = true;
        packet.sequence = sequences.applyAsInt(number);
        stamp.write(nowNanos, packet, BYTES - stamp.bytes());
    }
}
