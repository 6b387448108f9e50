package dev.sluice.rtp.rtcp;

import dev.sluice.mediacore.buf.Bytes;

/**
 * Packs packet statuses into chunks and deltas (draft-holmer-rmcat-transport-wide-cc-extensions-01,
 * sections 3.1.2 to 3.1.5).
 *
 * <pre>
 * +-+---+-------------------------+   +-+-+---------------------------+
 * |0| S |        run length       |   |1|w| 14 symbols of 1 bit or    |
 * +-+---+-------------------------+   +-+-+  7 symbols of 2 bits      +
 * </pre>
 */
final class TransportFeedbackWriter {

    private static final int FIXED_BYTES = 8;
    private static final int MAX_RUN = 0x1FFF;
    private static final int ONE_BIT_SYMBOLS = 14;
    private static final int TWO_BIT_SYMBOLS = 7;

    /** How many bytes the feedback control information takes, without padding. */
    int measure(int[] deltas, int count) {
        int bytes = FIXED_BYTES;
        for (int i = 0; i < count; i++) {
            bytes += symbol(deltas[i]);
        }
        for (int i = 0; i < count; i += chunkLength(deltas, i, count)) {
            bytes += 2;
        }
        return bytes;
    }

    /** Writes chunks and deltas at {@code at}; gives where they end. */
    int write(int[] deltas, int count, byte[] out, int start) {
        int at = start;
        int i = 0;
        while (i < count) {
            int length = chunkLength(deltas, i, count);
            Bytes.put16(out, at, chunk(deltas, i, length, count));
            at += 2;
            i += length;
        }
        for (i = 0; i < count; i++) {
            int symbol = symbol(deltas[i]);
            if (symbol == 1) {
                Bytes.put8(out, at, deltas[i]);
            } else if (symbol == 2) {
                Bytes.put16(out, at, deltas[i]);
            }
            at += symbol;
        }
        return at;
    }

    /** The status symbol, which is also the delta's length in bytes. */
    private static int symbol(int delta) {
        if (delta == TransportFeedback.NOT_RECEIVED) {
            return 0;
        }
        return delta >= 0 && delta <= 0xFF ? 1 : 2;
    }

    private static int chunkLength(int[] deltas, int from, int count) {
        int run = run(deltas, from, count);
        if (isRun(deltas, from, run, count)) {
            return run;
        }
        int wide = Math.min(ONE_BIT_SYMBOLS, count - from);
        return hasLarge(deltas, from, wide) ? Math.min(TWO_BIT_SYMBOLS, count - from) : wide;
    }

    private static int chunk(int[] deltas, int from, int length, int count) {
        if (isRun(deltas, from, run(deltas, from, count), count)) {
            return symbol(deltas[from]) << 13 | length;
        }
        boolean twoBits = hasLarge(deltas, from, Math.min(ONE_BIT_SYMBOLS, count - from));
        int bits = twoBits ? 2 : 1;
        int chunk = twoBits ? 0xC000 : 0x8000;
        for (int i = 0; i < length; i++) {
            chunk |= symbol(deltas[from + i]) << (14 - bits * (i + 1));
        }
        return chunk;
    }

    /** Whether a run tells at least as much as a vector would. */
    private static boolean isRun(int[] deltas, int from, int run, int count) {
        return run >= ONE_BIT_SYMBOLS
                || run == count - from
                || (run >= TWO_BIT_SYMBOLS && hasLarge(deltas, from, Math.min(14, count - from)));
    }

    private static int run(int[] deltas, int from, int count) {
        int symbol = symbol(deltas[from]);
        int end = Math.min(count, from + MAX_RUN);
        int i = from + 1;
        while (i < end && symbol(deltas[i]) == symbol) {
            i++;
        }
        return i - from;
    }

    private static boolean hasLarge(int[] deltas, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (symbol(deltas[i]) == 2) {
                return true;
            }
        }
        return false;
    }
}
