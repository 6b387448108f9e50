package dev.sluice.signaling.client.source;

import dev.sluice.signaling.client.MediaToSend;
import dev.sluice.signaling.client.PacketSource;
import java.util.function.LongToIntFunction;

/**
 * Opus packets of one size in even time, with an audio level; the bytes are no sound. Owned by the
 * participant's loop.
 */
public final class AudioSource implements PacketSource {

    /** A packet that is voice at -20 dBov, always. */
    public static final LongToIntFunction TALKS = packet -> 20;

    /** Above this level in -dBov it is no voice. */
    private static final int VOICE_LEVEL = 60;

    private static final long MILLI = 1_000_000L;
    private static final int TICKS_PER_MILLI = 48;

    /** Opus in CELT mode, 20 ms, stereo, one frame (RFC 6716, section 3.1). */
    private static final byte TABLE_OF_CONTENTS = (byte) 0xFC;

    private final int bytes;
    private final int millis;
    private final LongToIntFunction levels;
    private final PayloadStamp stamp;
    private final long offsetNanos;
    private long packets;

    /**
     * Packets of one size.
     *
     * @param bytes of a packet's payload
     * @param millis between packets
     * @param levels of the n-th packet, 0 (loudest) to 127 (silence)
     * @param stamp writes the end of each payload
     * @param offsetNanos when the first one is due, so that many sources do not send at once
     */
    public AudioSource(
            int bytes, int millis, LongToIntFunction levels, PayloadStamp stamp, long offsetNanos) {
        this.bytes = Math.min(bytes, MediaToSend.MAX_PAYLOAD_BYTES);
        this.millis = millis;
        this.levels = levels;
        this.stamp = stamp;
        this.offsetNanos = offsetNanos;
    }

    @Override
    public long nextNanos() {
        return offsetNanos + packets * millis * MILLI;
    }

    @Override
    public void write(long nowNanos, MediaToSend packet) {
        packet.payload[0] = TABLE_OF_CONTENTS;
        Filler.fill(packet.payload, 1, bytes, packets);
        packet.payloadBytes = bytes;
        packet.timestamp = packets * millis * TICKS_PER_MILLI;
        packet.audioLevel = levels.applyAsInt(packets);
        packet.voice = packet.audioLevel <= VOICE_LEVEL;
        packet.marker = packets == 0;
        packets++;
        if (bytes > stamp.bytes()) {
            stamp.write(nowNanos, packet, bytes - stamp.bytes());
        }
    }
}
