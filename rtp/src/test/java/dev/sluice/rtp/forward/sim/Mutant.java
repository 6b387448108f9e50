package dev.sluice.rtp.forward.sim;

import java.util.ArrayList;
import java.util.List;

/** Spoils a slot's output as a bug would, so that the oracle can show that it sees the bug. */
public abstract class Mutant {

    /** The bugs, and the property that each breaks first. */
    public enum Bug {
        LATE_PACKET_BORROWS_THE_NEW_OFFSET(1, 7),
        SWITCH_SKIPS_A_NUMBER(2),
        SWITCH_REPEATS_THE_TIMESTAMP(3),
        SWITCH_IGNORES_THE_CAPTURE_TIME(4),
        OLD_LAYER_GOES_ON(5),
        SWITCH_IN_THE_MIDDLE_OF_A_FRAME(5),
        PICTURE_IDS_KEEP_GAPS(6),
        TL0_INDEX_STARTS_ANEW(6),
        RETRANSMISSION_DIFFERS(8),
        TRANSPORT_NUMBER_SKIPPED(9),
        FRAME_IS_CUT(10),
        REFERENCE_IS_LEFT_OUT(10);

        private final int[] properties;

        Bug(int... properties) {
            this.properties = properties;
        }

        public boolean breaks(int property) {
            for (int expected : properties) {
                if (expected == property) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What becomes of one packet of the slot. {@code source} is null where it has no payload. */
    public abstract List<byte[]> spoil(byte[] bytes, SimPacket source, long mediaSsrc);

    /** Whether the socket forgets to count. */
    public abstract boolean skipsTransportNumber();

    public static Mutant of(Bug bug) {
        return new Planted(bug);
    }

    private static final class Planted extends Mutant {

        private final Bug bug;
        private int sequenceShift;
        private long timestampShift;
        private long highest = Long.MIN_VALUE;
        private long lastTimestamp;
        private byte[] lastOfOld;
        private SimPacket last;
        private int sinceSwitch;
        private int media;
        private SimFrame victim;

        Planted(Bug bug) {
            this.bug = bug;
        }

        @Override
        public boolean skipsTransportNumber() {
            return bug == Bug.TRANSPORT_NUMBER_SKIPPED && media == 1_000;
        }

        @Override
        public List<byte[]> spoil(byte[] bytes, SimPacket source, long mediaSsrc) {
            OutPacket out = new OutPacket(bytes);
            if (out.ssrc != mediaSsrc) {
                return spoilRetransmission(out);
            }
            boolean switched =
                    source != null
                            && last != null
                            && (source.encoding != last.encoding
                                    || source.publication != last.publication);
            long index =
                    highest == Long.MIN_VALUE
                            ? out.sequence
                            : StreamOracle.nearest(highest, out.sequence, 16);
            boolean late = index < highest;
            highest = Math.max(highest, index);
            if (source != null) {
                media++;
                sinceSwitch = switched ? 0 : sinceSwitch + 1;
            }
            List<byte[]> result = new ArrayList<>();
            if (spoilMedia(bytes, out, source, switched, late, result)) {
                result.add(bytes);
            }
            put(bytes, 2, 2, out.sequence + sequenceShift);
            put(bytes, 4, 4, out.timestamp + timestampShift);
            if (source != null) {
                last = source;
                lastTimestamp = out.timestamp + timestampShift;
                if (sinceSwitch < 3 || switched) {
                    return result;
                }
                lastOfOld = bytes.clone();
            }
            return result;
        }

        private List<byte[]> spoilRetransmission(OutPacket out) {
            if (bug == Bug.RETRANSMISSION_DIFFERS && out.payloadEnd - out.payloadOffset > 12) {
                out.bytes[out.payloadEnd - 10] ^= 1;
            }
            boolean shifted = sequenceShift != 0 || timestampShift != 0;
            return shifted ? List.of() : List.of(out.bytes);
        }

        /** Gives false when the packet itself is not sent. */
        private boolean spoilMedia(
                byte[] bytes,
                OutPacket out,
                SimPacket source,
                boolean switched,
                boolean late,
                List<byte[]> result) {
            switch (bug) {
                case LATE_PACKET_BORROWS_THE_NEW_OFFSET -> sequenceShift = late ? -1 : 0;
                case SWITCH_SKIPS_A_NUMBER -> sequenceShift += switched ? 1 : 0;
                case SWITCH_REPEATS_THE_TIMESTAMP -> {
                    timestampShift = switched ? lastTimestamp - out.timestamp : 0;
                }
                case SWITCH_IGNORES_THE_CAPTURE_TIME -> timestampShift += switched ? 9_000 : 0;
                case OLD_LAYER_GOES_ON -> {
                    if (sinceSwitch == 2 && lastOfOld != null && media > 200) {
                        byte[] leak = lastOfOld;
                        lastOfOld = null;
                        put(leak, 2, 2, out.sequence + sequenceShift);
                        put(leak, 4, 4, out.timestamp);
                        result.add(leak);
                        sequenceShift++;
                    }
                }
                case SWITCH_IN_THE_MIDDLE_OF_A_FRAME -> {
                    if (switched) {
                        sequenceShift--;
                        last = source;
                        return false;
                    }
                }
                case PICTURE_IDS_KEEP_GAPS, TL0_INDEX_STARTS_ANEW -> spoilIds(bytes, out, source);
                case FRAME_IS_CUT -> {
                    if (source != null && !source.first && !source.last && media > 300) {
                        sequenceShift--;
                        return false;
                    }
                }
                case REFERENCE_IS_LEFT_OUT -> {
                    if (source != null && source.frame.temporalId == 1 && media > 300) {
                        victim = victim == null ? source.frame : victim;
                    }
                    if (source != null && source.frame == victim) {
                        sequenceShift--;
                        return false;
                    }
                }
                default -> {}
            }
            return true;
        }

        private void spoilIds(byte[] bytes, OutPacket out, SimPacket source) {
            if (source == null) {
                return;
            }
            int at = out.payloadOffset;
            if (bug == Bug.TL0_INDEX_STARTS_ANEW) {
                bytes[at + 4] = (byte) source.frame.tl0PictureIndex;
            } else {
                put(bytes, at + 2, 2, 0x8000 | (source.frame.pictureId & 0x7FFF));
            }
        }

        private static void put(byte[] bytes, int at, int count, long value) {
            for (int i = 0; i < count; i++) {
                bytes[at + i] = (byte) (value >>> 8 * (count - 1 - i));
            }
        }
    }
}
