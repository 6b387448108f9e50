package dev.sluice.rtp.stream;

import dev.sluice.mediacore.num.SequenceUnwrapper;
import java.util.Arrays;

/**
 * Continues the sequence numbers of one stream and tells new packets from known ones. It remembers
 * the last {@link #SIZE} numbers; older ones are refused, unless two in a row show that the sender
 * started over (RFC 3550, appendix A.1). Owned by the transport's loop.
 */
final class SequenceWindow {

    static final int SIZE = 4_096;

    /** The number was seen already. */
    static final long DUPLICATE = -1;

    /** The number is too old to tell. */
    static final long TOO_OLD = -2;

    private static final int NONE = -1;
    private static final long CYCLE = 1L << 16;

    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private final long[] seen = new long[SIZE / Long.SIZE];
    private int nextAfterTooOld = NONE;

    /**
     * The index of a new packet, or one of the negative verdicts. A retransmission may be late, but
     * never shows that the sender started over.
     */
    long accept(int sequence, boolean retransmission) {
        long highest = unwrapper.highest();
        long index = unwrapper.peek(sequence);
        if (highest != NONE && index <= highest - SIZE) {
            if (retransmission) {
                return TOO_OLD;
            }
            if (sequence != nextAfterTooOld) {
                nextAfterTooOld = (sequence + 1) & 0xFFFF;
                return TOO_OLD;
            }
            index += CYCLE;
        }
        nextAfterTooOld = retransmission ? nextAfterTooOld : NONE;
        if (index > highest) {
            advance(highest, index);
        } else if (isSeen(index)) {
            return DUPLICATE;
        }
        seen[word(index)] |= 1L << index;
        return index;
    }

    /** The highest index so far, or -1. */
    long highest() {
        return unwrapper.highest();
    }

    /** Goes on with another stream, whose indices all lie behind those given so far. */
    void startOver(int sequence) {
        Arrays.fill(seen, 0);
        nextAfterTooOld = NONE;
        if (unwrapper.highest() != NONE) {
            // One below, so that this packet is new.
            unwrapper.advance((unwrapper.highest() / CYCLE + 2) * CYCLE + sequence - 1);
        }
    }

    private void advance(long highest, long index) {
        if (highest == NONE || index - highest >= SIZE) {
            Arrays.fill(seen, 0);
        } else {
            for (long i = highest + 1; i < index; i++) {
                seen[word(i)] &= ~(1L << i);
            }
        }
        seen[word(index)] &= ~(1L << index);
        unwrapper.advance(index);
    }

    private boolean isSeen(long index) {
        return (seen[word(index)] & (1L << index)) != 0;
    }

    private static int word(long index) {
        return (int) (index & (SIZE - 1)) / Long.SIZE;
    }
}
