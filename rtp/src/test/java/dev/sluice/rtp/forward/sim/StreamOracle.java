package dev.sluice.rtp.forward.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges the stream that a slot sends, by what is known of its source. The properties:
 *
 * <ol>
 *   <li>Outgoing sequence numbers are unique.
 *   <li>They close up: behind in-order lossless input there are gaps only where a switch cut a
 *       frame, of exactly 1.
 *   <li>Timestamps are equal within a picture and strictly increase from picture to picture.
 *   <li>They are at most 50 ms off what the capture times ask for, but where a switch had to go
 *       back farther.
 *   <li>The first packet after a switch starts a keyframe; no packet of the old layer follows.
 *   <li>VP8 picture ids grow by 1 per picture, TL0PICIDX by 1 per base picture; VP9's and the
 *       descriptor's numbers keep their distances; all of them go on at last + 1 over a switch.
 *   <li>A late packet gets the number that was left for it.
 *   <li>A retransmission holds the original, byte for byte.
 *   <li>Transport-wide sequence numbers are contiguous.
 *   <li>Of a frame all goes on or nothing, and with it all that it refers to.
 * </ol>
 */
public final class StreamOracle {

    private static final long NONE = Long.MIN_VALUE;

    /** What goes on between two switches. */
    private static final class Stint {
        final int publication;
        final int encoding;
        final long firstIndex;
        final long firstArrival;
        long lastArrival = Long.MAX_VALUE;
        final TreeMap<Long, Long> outByIndex = new TreeMap<>();
        final Set<SimPacket> sent = new HashSet<>();
        final TreeMap<Long, Long> pictureIds = new TreeMap<>();
        long timestampOffset;
        long numberOffset = NONE;
        long tl0Offset = NONE;
        long keyOffset = NONE;

        Stint(SimPacket first, long arrival) {
            publication = first.publication;
            encoding = first.encoding;
            firstIndex = first.index;
            firstArrival = arrival;
        }
    }

    private final Shape shape;
    private final long ssrc;
    private final boolean lossless;
    private final int descriptorId;
    private final int transportId;
    private final List<Stint> stints = new ArrayList<>();
    private final Map<Long, byte[]> sentBySequence = new HashMap<>();
    private final DescriptorIdentity identity;
    private Stint stint;
    private boolean interrupted = true;
    private long highest = NONE;
    private boolean highestMarked = true;
    private boolean highestEmpty;
    private long highestTimestamp = NONE;
    private long captureOffset = NONE;
    private int captureSource = -1;
    private long arrivals;
    private int transport;
    private long lastPictureId = NONE;
    private long lastTl0 = NONE;
    private long lastKey = NONE;

    /** Switches that had to go back too far, so that the timestamps began anew. */
    public int forcedSwitches;

    public int switches;
    public int latePackets;
    public int fillers;

    /**
     * @param ssrc of media; every other SSRC is taken for retransmissions
     * @param lossless the input comes in order and whole
     * @param transportId the subscriber's id of the transport-wide sequence number
     * @param descriptorId the subscriber's id of the dependency descriptor, or -1
     */
    public StreamOracle(
            Shape shape, long ssrc, boolean lossless, int transportId, int descriptorId) {
        this.shape = shape;
        this.ssrc = ssrc;
        this.lossless = lossless;
        this.transportId = transportId;
        this.descriptorId = descriptorId;
        this.identity = new DescriptorIdentity(shape);
    }

    /** A packet reached the SFU; before its consequences. */
    public void onArrival(SimPacket packet) {
        packet.arrival = arrivals++;
    }

    /** The slot was told to stop, or carries another publication: the next packet starts anew. */
    public void onInterruption(boolean newSource) {
        interrupted = true;
        captureOffset = newSource ? NONE : captureOffset;
        close();
    }

    private void close() {
        if (stint != null) {
            stint.lastArrival = arrivals;
            stint = null;
        }
    }

    /** The slot sent {@code bytes}, and the socket stamped them. */
    public void onSent(byte[] bytes, SimLookup lookup) {
        OutPacket out = new OutPacket(bytes);
        int[] length = new int[1];
        int at = out.extension(transportId, length);
        require(9, at > 0 && length[0] == 2, "no transport-wide sequence number");
        require(9, out.number(at, 2) == (transport++ & 0xFFFF), "transport-wide gap");
        if (out.ssrc != ssrc) {
            onRetransmission(out);
            return;
        }
        long index = highest == NONE ? out.sequence : nearest(highest, out.sequence, 16);
        require(1, !sentBySequence.containsKey(index), "sequence number " + index + " used twice");
        sentBySequence.put(index, bytes);
        if (out.empty()) {
            fillers++;
            require(5, stint != null, "a filler before any media");
            require(1, !out.marker, "a filler with a marker");
            require(2, !lossless, "a filler in a stream without loss");
            advance(index, true, true);
            return;
        }
        SimPacket packet = lookup.find(out);
        onMedia(out, index, packet);
        advance(index, out.marker, false);
    }

    private void advance(long index, boolean marked, boolean empty) {
        if (highest == NONE || index > highest) {
            highest = index;
            highestMarked = marked || shape == Shape.OPUS;
            highestEmpty = empty;
        }
    }

    private void onRetransmission(OutPacket out) {
        if (out.payloadEnd - out.payloadOffset < 2) {
            return;
        }
        long index = nearest(highest, (int) out.number(out.payloadOffset, 2), 16);
        byte[] original = sentBySequence.get(index);
        require(8, original != null, "a retransmission of what was never sent: " + index);
        OutPacket first = new OutPacket(original);
        require(8, first.timestamp == out.timestamp, "timestamp of a retransmission");
        require(8, first.marker == out.marker, "marker of a retransmission");
        require(
                8,
                Arrays.equals(
                        original,
                        first.payloadOffset,
                        first.payloadEnd,
                        out.bytes,
                        out.payloadOffset + 2,
                        out.payloadEnd),
                "payload of a retransmission");
        if (descriptorId >= 0) {
            require(
                    8,
                    Arrays.equals(
                            DescriptorIdentity.bytes(first, descriptorId),
                            DescriptorIdentity.bytes(out, descriptorId)),
                    "descriptor of a retransmission");
        }
    }

    private void onMedia(OutPacket out, long index, SimPacket packet) {
        boolean other =
                stint == null
                        || stint.publication != packet.publication
                        || stint.encoding != packet.encoding;
        boolean continues = !other && !interrupted;
        if (!continues) {
            startStint(out, index, packet);
        } else {
            checkSequence(index, packet);
            checkTimestamp(out, packet);
            checkIds(out, packet, false);
        }
        stint.outByIndex.put(packet.index, index);
        stint.sent.add(packet);
        checkMarker(out, packet);
    }

    private void startStint(OutPacket out, long index, SimPacket packet) {
        require(
                5,
                packet.first && (packet.frame.keyframe || shape == Shape.OPUS),
                "a switch to " + packet);
        boolean cut = highest != NONE && !highestMarked && !highestEmpty;
        require(
                2,
                highest == NONE || index == highest + (cut ? 2 : 1),
                "a switch from " + highest + (cut ? " (cut)" : "") + " to " + index);
        close();
        switches++;
        stint = new Stint(packet, packet.arrival);
        stints.add(stint);
        startTimestamps(out, packet);
        checkIds(out, packet, true);
        interrupted = false;
    }

    private void startTimestamps(OutPacket out, SimPacket packet) {
        long ideal = ticks(packet.frame.captureNanos);
        long timestamp =
                highestTimestamp == NONE
                        ? out.timestamp
                        : nearest(highestTimestamp, out.timestamp, 32);
        require(
                3,
                highestTimestamp == NONE || timestamp > highestTimestamp,
                "timestamp of a switch is not beyond " + highestTimestamp);
        boolean sameSource = captureSource == packet.publication && captureOffset != NONE;
        long tolerance = shape.clockRate() / 20;
        if (sameSource) {
            long behind = highestTimestamp - (ideal + captureOffset);
            if (behind > tolerance) {
                forcedSwitches++;
                sameSource = false;
            } else {
                long off = timestamp - (ideal + captureOffset);
                require(4, Math.abs(off) <= tolerance, "a switch is " + off + " ticks off");
            }
        }
        if (!sameSource) {
            captureOffset = timestamp - ideal;
            captureSource = packet.publication;
        }
        stint.timestampOffset = timestamp - ideal;
        highestTimestamp = timestamp;
    }

    private void checkTimestamp(OutPacket out, SimPacket packet) {
        long expected = ticks(packet.frame.captureNanos) + stint.timestampOffset;
        long timestamp = nearest(expected, out.timestamp, 32);
        long error = Math.abs(timestamp - expected);
        require(3, error <= 2, "timestamp within a layer is off by " + (timestamp - expected));
        long off = timestamp - (ticks(packet.frame.captureNanos) + captureOffset);
        require(4, Math.abs(off) <= shape.clockRate() / 20 + 2, off + " ticks off");
        highestTimestamp = Math.max(highestTimestamp, timestamp);
    }

    private long ticks(long nanos) {
        return Math.round(nanos * (double) shape.clockRate() / 1e9);
    }

    private void checkSequence(long index, SimPacket packet) {
        require(5, packet.index >= stint.firstIndex, "a packet from before the switch");
        Map.Entry<Long, Long> before = stint.outByIndex.lowerEntry(packet.index);
        Map.Entry<Long, Long> after = stint.outByIndex.higherEntry(packet.index);
        latePackets += after == null ? 0 : 1;
        if (before != null) {
            long in = packet.index - before.getKey();
            long gone = index - before.getValue();
            require(7, gone >= 1 && gone <= in, packet + " got " + index + " after " + before);
        }
        if (after != null) {
            long in = after.getKey() - packet.index;
            long gone = after.getValue() - index;
            require(7, gone >= 1 && gone <= in, packet + " got " + index + " before " + after);
        }
        require(
                2,
                !lossless || index == highest + 1,
                "a gap without loss: " + index + " after " + highest);
    }

    private void checkMarker(OutPacket out, SimPacket packet) {
        if (shape == Shape.OPUS || !out.marker) {
            return;
        }
        require(3, packet.last, "a marker before the end of " + packet.frame);
    }

    private void checkIds(OutPacket out, SimPacket packet, boolean starts) {
        switch (shape) {
            case VP8_SIMULCAST -> checkVp8(out, packet, starts);
            case VP9_L3T3, VP9_L3T3_KEY, VP9_L3T3_KEY_DESCRIPTOR -> checkVp9(out, packet, starts);
            default -> {}
        }
        if (shape.descriptor && descriptorId >= 0) {
            identity.check(out, packet, descriptorId, starts);
        }
    }

    private void checkVp8(OutPacket out, SimPacket packet, boolean starts) {
        int at = out.payloadOffset;
        require(6, (out.bytes[at] & 0x80) != 0, "no extended VP8 descriptor");
        int flags = out.bytes[at + 1] & 0xFF;
        require(6, (flags & 0xE0) == 0xE0, "VP8 fields went away");
        require(6, out.bytes[at + 2] < 0, "picture id of 7 bits");
        int id = (int) out.number(at + 2, 2) & 0x7FFF;
        int tl0 = out.bytes[at + 4] & 0xFF;
        int layers = out.bytes[at + 5] & 0xFF;
        require(6, layers >>> 6 == packet.frame.temporalId, "TID changed");
        checkPicture(id, packet, starts);
        checkTl0(tl0, packet, starts);
        if ((flags & 0x10) != 0) {
            int key = layers & 0x1F;
            if (starts) {
                require(6, lastKey == NONE || key == ((lastKey + 1) & 0x1F), "KEYIDX at a switch");
                stint.keyOffset = key - packet.frame.keyIndex;
            }
            long expected = (packet.frame.keyIndex + stint.keyOffset) & 0x1F;
            require(6, key == expected, "KEYIDX " + key + " for " + packet);
            lastKey = newest(packet) ? key : lastKey;
        }
    }

    private boolean newest(SimPacket packet) {
        return stint.outByIndex.isEmpty() || packet.index > stint.outByIndex.lastKey();
    }

    private void checkPicture(int id, SimPacket packet, boolean starts) {
        long picture = packet.frame.picture;
        long unwrapped = lastPictureId == NONE ? id : nearest(lastPictureId, id, 15);
        if (starts) {
            require(
                    6,
                    lastPictureId == NONE || unwrapped == lastPictureId + 1,
                    "picture id at a switch: " + unwrapped + " after " + lastPictureId);
        } else {
            Long same = stint.pictureIds.get(picture);
            require(6, same == null || same == unwrapped, "picture id within a picture");
            betweenPictures(stint.pictureIds.lowerEntry(picture), picture, unwrapped, 1);
            betweenPictures(stint.pictureIds.higherEntry(picture), picture, unwrapped, -1);
        }
        stint.pictureIds.put(picture, unwrapped);
        lastPictureId = lastPictureId == NONE ? unwrapped : Math.max(lastPictureId, unwrapped);
    }

    /** Ids grow by 1, and by 1 more at most for each picture between that was never told apart. */
    private void betweenPictures(
            Map.Entry<Long, Long> neighbour, long picture, long id, int direction) {
        if (neighbour == null) {
            return;
        }
        long pictures = (picture - neighbour.getKey()) * direction;
        long ids = (id - neighbour.getValue()) * direction;
        long most = lossless ? 1 : pictures;
        require(6, ids >= 1 && ids <= most, "picture id " + id + " beside " + neighbour);
    }

    private void checkTl0(int tl0, SimPacket packet, boolean starts) {
        if (starts) {
            require(
                    6,
                    lastTl0 == NONE || tl0 == ((lastTl0 + 1) & 0xFF),
                    "TL0PICIDX at a switch: " + tl0 + " after " + lastTl0);
            stint.tl0Offset = tl0 - packet.frame.tl0PictureIndex;
        }
        long expected = (packet.frame.tl0PictureIndex + stint.tl0Offset) & 0xFF;
        require(6, tl0 == expected, "TL0PICIDX " + tl0 + " for " + packet);
        lastTl0 = newest(packet) ? tl0 : lastTl0;
    }

    private void checkVp9(OutPacket out, SimPacket packet, boolean starts) {
        int at = out.payloadOffset;
        int head = out.bytes[at] & 0xFF;
        require(6, (head & 0xA0) == 0xA0, "VP9 fields went away");
        require(6, out.bytes[at + 1] < 0, "picture id of 7 bits");
        int id = (int) out.number(at + 1, 2) & 0x7FFF;
        long unwrapped = lastPictureId == NONE ? id : nearest(lastPictureId, id, 15);
        if (starts) {
            require(
                    6,
                    lastPictureId == NONE || unwrapped == lastPictureId + 1,
                    "picture id at a switch: " + unwrapped + " after " + lastPictureId);
            stint.numberOffset = unwrapped - packet.frame.picture;
        }
        require(
                6,
                unwrapped - packet.frame.picture == stint.numberOffset,
                "picture id " + unwrapped + " for " + packet);
        lastPictureId = lastPictureId == NONE ? unwrapped : Math.max(lastPictureId, unwrapped);
        if ((head & 0x10) == 0) {
            checkTl0(out.bytes[at + 4] & 0xFF, packet, starts);
        }
    }

    /** Judges what can only be judged at the end. */
    public void finish() {
        close();
        for (Stint each : stints) {
            Set<SimFrame> frames = new HashSet<>();
            each.sent.forEach(packet -> frames.add(packet.frame));
            for (SimFrame frame : frames) {
                requireWhole(each, frame, frame);
                for (SimFrame reference : frame.references) {
                    requireWhole(each, reference, frame);
                }
            }
        }
    }

    private void requireWhole(Stint each, SimFrame frame, SimFrame user) {
        for (SimPacket packet : frame.packets) {
            boolean arrived = packet.arrival >= 0 && packet.arrival < each.lastArrival;
            boolean required =
                    packet.arrival >= each.firstArrival || packet.index > each.firstIndex;
            require(
                    10,
                    packet.index >= each.firstIndex,
                    user + " refers to what came before the switch");
            require(
                    10,
                    !arrived || !required || each.sent.contains(packet),
                    packet + " was left out, but " + user + " went on");
        }
    }

    /** The number with the low {@code bits} of {@code value} that is nearest to {@code near}. */
    static long nearest(long near, long value, int bits) {
        long mask = (1L << bits) - 1;
        long ahead = (value - near) & mask;
        return ahead < 1L << (bits - 1) ? near + ahead : near + ahead - mask - 1;
    }

    static void require(int property, boolean holds, String what) {
        if (!holds) {
            throw new Violation(property, what);
        }
    }
}
