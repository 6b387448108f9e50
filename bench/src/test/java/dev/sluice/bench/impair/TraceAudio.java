package dev.sluice.bench.impair;

import dev.sluice.rtp.ext.Extension;
import dev.sluice.signaling.client.MediaToSend;
import dev.sluice.signaling.client.PacketSource;
import dev.sluice.signaling.client.source.RtpTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Recorded speech in Opus, a packet every 20 ms for ever: RED with one redundant block, or the
 * primary block alone.
 */
final class TraceAudio implements PacketSource {

    private static final Path TRACE =
            Path.of("../rtp/src/test/resources/traces/chromium-opus-red.pcap");
    private static final long PACKET_NANOS = 20_000_000;
    private static final int TICKS_PER_PACKET = 960;
    private static final int SILENCE = 127;

    private final List<byte[]> packets = new ArrayList<>();
    private final List<Integer> levels = new ArrayList<>();
    private volatile boolean silent;
    private long next;

    TraceAudio(boolean red) throws IOException {
        RtpTrace trace =
                RtpTrace.read(
                        TRACE, List.of(1879183856L), 48_000, Map.of(Extension.AUDIO_LEVEL, 1));
        PacketSource recorded = trace.source(1);
        MediaToSend out = new MediaToSend();
        while (recorded.nextNanos() != Long.MAX_VALUE) {
            recorded.write(0, out);
            byte[] payload = Arrays.copyOf(out.payload, out.payloadBytes);
            packets.add(red ? payload : primary(payload));
            levels.add(out.audioLevel);
        }
    }

    /** RFC 2198: headers of 4 bytes with the length of each redundant block, one of 1 byte. */
    private static byte[] primary(byte[] red) {
        int at = 0;
        int redundant = 0;
        while ((red[at] & 0x80) != 0) {
            redundant += (red[at + 2] & 3) << 8 | red[at + 3] & 0xFF;
            at += 4;
        }
        return Arrays.copyOfRange(red, at + 1 + redundant, red.length);
    }

    /** Says by the level that there is nothing to hear; the sound goes on. Any thread. */
    void silent(boolean value) {
        silent = value;
    }

    @Override
    public long nextNanos() {
        return next * PACKET_NANOS;
    }

    @Override
    public void write(long nowNanos, MediaToSend out) {
        int i = (int) (next % packets.size());
        byte[] payload = packets.get(i);
        System.arraycopy(payload, 0, out.payload, 0, payload.length);
        out.payloadBytes = payload.length;
        out.timestamp = next * TICKS_PER_PACKET;
        out.audioLevel = silent ? SILENCE : levels.get(i);
        out.voice = !silent;
        next++;
    }
}
