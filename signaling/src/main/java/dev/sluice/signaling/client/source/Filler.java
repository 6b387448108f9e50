package dev.sluice.signaling.client.source;

/** Bytes that differ from packet to packet and look like compressed media. */
final class Filler {

    private Filler() {}

    static void fill(byte[] data, int from, int to, long seed) {
        long state = seed * 0x9E37_79B9_7F4A_7C15L + 1;
        for (int i = from; i < to; i++) {
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            data[i] = (byte) (state >>> 56);
        }
    }
}
