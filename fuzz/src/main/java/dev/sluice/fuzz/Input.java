package dev.sluice.fuzz;

import java.util.Arrays;

/** Reads the decisions and pieces of a stateful target from the fuzzer's bytes, front to back. */
public final class Input {

    private final byte[] data;
    private int at;

    public Input(byte[] data) {
        this.data = data;
    }

    public boolean isEmpty() {
        return at >= data.length;
    }

    /** The next byte, 0 to 255; 0 at the end. */
    public int uint8() {
        return isEmpty() ? 0 : data[at++] & 0xFF;
    }

    /** The next two bytes, the upper one first. */
    public int uint16() {
        return uint8() << 8 | uint8();
    }

    /** One of these, by the next byte. */
    public <E> E oneOf(E[] values) {
        return values[uint8() % values.length];
    }

    /** The next {@code length} bytes, fewer at the end. */
    public byte[] bytes(int length) {
        int end = Math.min(data.length, at + length);
        byte[] piece = Arrays.copyOfRange(data, at, end);
        at = end;
        return piece;
    }

    /** A piece whose length stands before it in two bytes. */
    public byte[] piece() {
        return bytes(uint16());
    }

    /** All that is left. */
    public byte[] rest() {
        return bytes(data.length - at);
    }
}
