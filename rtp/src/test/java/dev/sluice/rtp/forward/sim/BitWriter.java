package dev.sluice.rtp.forward.sim;

import java.io.ByteArrayOutputStream;

/** Writes bits from the most significant one on. */
public final class BitWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int pending;
    private int count;

    public BitWriter bits(int width, int value) {
        for (int i = width - 1; i >= 0; i--) {
            pending = (pending << 1) | ((value >>> i) & 1);
            if (++count == 8) {
                bytes.write(pending);
                pending = 0;
                count = 0;
            }
        }
        return this;
    }

    public BitWriter flag(boolean value) {
        return bits(1, value ? 1 : 0);
    }

    /** The ns(n) code of the AV1 specification, 4.10.7. */
    public BitWriter nonSymmetric(int values, int value) {
        int width = 0;
        for (int x = values; x != 0; x >>>= 1) {
            width++;
        }
        int shorter = (1 << width) - values;
        return value < shorter ? bits(width - 1, value) : bits(width, value + shorter);
    }

    public int length() {
        return bytes.size() * 8 + count;
    }

    /** What was written, with zeros up to a whole byte. */
    public byte[] bytes() {
        while (count != 0) {
            bits(1, 0);
        }
        return bytes.toByteArray();
    }
}
