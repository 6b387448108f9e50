package dev.sluice.rtp.forward.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows every packet of the publications, and finds it again by the trailer of its payload. */
public final class SimLookup {

    private final Map<Integer, List<SimPacket>> packets = new HashMap<>();
    private final Map<Integer, Long> firstIndex = new HashMap<>();

    public void add(SimPacket packet) {
        int stream = packet.publication << 8 | packet.encoding;
        firstIndex.putIfAbsent(stream, packet.index);
        packets.computeIfAbsent(stream, s -> new ArrayList<>()).add(packet);
    }

    /** The source of {@code out}, whose payload must be the source's behind the descriptor. */
    public SimPacket find(OutPacket out) {
        int at = out.payloadEnd - SimPacket.TRAILER_BYTES;
        if (at < out.payloadOffset) {
            throw new Violation(10, "a payload of nobody");
        }
        int stream = (int) out.number(at, 2);
        List<SimPacket> candidates = packets.get(stream);
        long number = out.number(at + 2, 6) - firstIndex.getOrDefault(stream, 0L);
        if (candidates == null || number < 0 || number >= candidates.size()) {
            throw new Violation(10, "a payload of nobody");
        }
        SimPacket packet = candidates.get((int) number);
        requireSameEnd(out, packet);
        return packet;
    }

    /** Behind what rewriting may touch, or widen by a byte, the payload is the source's. */
    private static void requireSameEnd(OutPacket out, SimPacket packet) {
        int length = out.payloadEnd - out.payloadOffset;
        int source = packet.rtp.length - packet.payloadOffset;
        if (length != source && length != source + 1) {
            throw new Violation(10, "payload of " + packet + " became " + length + " bytes");
        }
        int kept = Math.min(length, source - 6);
        for (int i = 1; i <= kept; i++) {
            if (out.bytes[out.payloadEnd - i] != packet.rtp[packet.rtp.length - i]) {
                throw new Violation(10, "payload of " + packet + " changed");
            }
        }
    }
}
