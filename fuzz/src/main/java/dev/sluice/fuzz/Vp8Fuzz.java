package dev.sluice.fuzz;

import dev.sluice.rtp.codec.Codec;

/** The payload of VP8 (RFC 7741). */
public final class Vp8Fuzz {

    private Vp8Fuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        PayloadFuzz.read(Codec.VP8, data);
    }
}
