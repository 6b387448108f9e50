package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.srtp.SrtpSession;

/**
 * Cuts the packets that leave together into runs that one system call can send: all of a run have
 * the length of its first, the last may be shorter. A packet that is little shorter than its run is
 * padded, which costs less than another call.
 */
final class Burst {

    /** The kernel's bound on segments (UDP_MAX_SEGMENTS). */
    static final int MAX_PACKETS = 64;

    /**
     * A send costs some two microseconds, a byte some nanoseconds of the path: worth up to so many
     * bytes of padding.
     */
    static final int MAX_PADDING_BYTES = 48;

    /** A send's bound: the datagrams of a run are one datagram to the upper half of the kernel. */
    private static final int MAX_RUN_BYTES = 65_000;

    private Burst() {}

    /**
     * The end of the run that starts at {@code from}: packets up to it go into one send, each
     * padded to {@link #lengthOf} of the run but for the last.
     */
    static int runEnd(Slab[] slabs, int from, int count) {
        int length = lengthOf(slabs, from, count);
        int most = Math.min(count, from + MAX_RUN_BYTES / (length + SrtpSession.RTP_TAIL_BYTES));
        int end = from;
        while (end < most && fits(slabs[end], length)) {
            end++;
        }
        boolean shorterLast = end < most && end > from && slabs[end].length < length;
        return Math.max(shorterLast ? end + 1 : end, from + 1);
    }

    /**
     * The length that the packets of the run at {@code from} get: of the longest that the first can
     * be padded to.
     */
    static int lengthOf(Slab[] slabs, int from, int count) {
        int first = slabs[from].length;
        int length = first;
        for (int i = from + 1; i < count; i++) {
            int other = slabs[i].length;
            if (Math.abs(other - first) > MAX_PADDING_BYTES) {
                break;
            }
            length = Math.max(length, other);
        }
        return slabs[from].canPadTo(length) ? length : first;
    }

    private static boolean fits(Slab slab, int length) {
        return length - slab.length <= MAX_PADDING_BYTES && slab.canPadTo(length);
    }
}
