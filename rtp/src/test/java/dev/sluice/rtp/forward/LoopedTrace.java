package dev.sluice.rtp.forward;

import dev.sluice.rtp.trace.Trace;
import dev.sluice.rtp.trace.TracePacket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A trace played over and over as one unbroken call: sequence numbers and times go on. */
final class LoopedTrace {

    /** A picture of these traces, and what it is on the video clock. */
    private static final long PICTURE_NANOS = 40_000_000L;

    private static final long PICTURE_TICKS = 3_600;

    private final Trace trace;
    private final long loopNanos;
    private final List<TracePacket> packets = new ArrayList<>();
    private final Map<Long, Integer> encodings = new HashMap<>();
    private final Map<Integer, Integer> keyframes = new HashMap<>();

    LoopedTrace(Trace trace, int loops) {
        this.trace = trace;
        long last = trace.packets().get(trace.packets().size() - 1).nanos();
        long pictures = last / PICTURE_NANOS + 1;
        loopNanos = pictures * PICTURE_NANOS;
        long loopTicks = pictures * PICTURE_TICKS;
        Map<Long, Trace.Stream> streams = new HashMap<>();
        List<String> rids = trace.tracks().get(0).rids();
        for (Trace.Stream stream : trace.streams()) {
            if (!stream.rtx()) {
                streams.put(stream.ssrc(), stream);
                encodings.put(stream.ssrc(), Math.max(0, rids.indexOf(stream.rid())));
            }
        }
        for (Trace.Keyframe keyframe : trace.keyframes()) {
            keyframes.put(keyframe.packet(), encodings.get(keyframe.ssrc()));
        }
        for (int loop = 0; loop < loops; loop++) {
            for (TracePacket packet : trace.packets()) {
                byte[] bytes = packet.bytes().clone();
                boolean wanted = packet.outgoing();
                if (packet.rtcp()) {
                    wanted &= (bytes[1] & 0xFF) == 200;
                    if (wanted) {
                        long fraction = (long) (loop * loopNanos * (double) (1L << 32) / 1e9);
                        long ntp = (number(bytes, 8) << 32 | number(bytes, 12)) + fraction;
                        put(bytes, 8, ntp >>> 32);
                        put(bytes, 12, ntp);
                        put(bytes, 16, number(bytes, 16) + loop * loopTicks);
                    }
                } else {
                    Trace.Stream stream = streams.get(number(bytes, 8));
                    wanted &= stream != null;
                    int sequence = (int) (number(bytes, 0) & 0xFFFF);
                    sequence += stream == null ? 0 : loop * stream.packets();
                    bytes[2] = (byte) (sequence >>> 8);
                    bytes[3] = (byte) sequence;
                    put(bytes, 4, number(bytes, 4) + loop * loopTicks);
                }
                if (wanted) {
                    long nanos = packet.nanos() + loop * loopNanos;
                    packets.add(new TracePacket(packet.number(), nanos, true, bytes));
                }
            }
        }
    }

    private static long number(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | (bytes[at + i] & 0xFF);
        }
        return value;
    }

    private static void put(byte[] bytes, int at, long value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> (24 - 8 * i));
        }
    }

    Trace trace() {
        return new Trace(trace.name(), packets, trace.sidecar());
    }

    int encodings() {
        return encodings.size();
    }

    /** The encoding that {@code packet} starts a keyframe of, or -1. */
    int keyframeEncoding(TracePacket packet) {
        return keyframes.getOrDefault(packet.number(), -1);
    }

    /** The media packets of the first time round, by SSRC. */
    Map<Long, List<byte[]>> firstLoop() {
        Map<Long, List<byte[]>> streams = new HashMap<>();
        for (TracePacket packet : packets) {
            if (!packet.rtcp() && packet.nanos() < loopNanos) {
                streams.computeIfAbsent(number(packet.bytes(), 8), s -> new ArrayList<>())
                        .add(packet.bytes());
            }
        }
        return streams;
    }
}
