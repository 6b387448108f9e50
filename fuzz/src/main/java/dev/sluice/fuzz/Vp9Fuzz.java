package dev.sluice.fuzz;

import dev.sluice.rtp.codec.Codec;

/** The payload of VP9 (RFC 9628). */
public final class Vp9Fuzz {

    private Vp9Fuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        PayloadFuzz.read(Codec.VP9, data);
    }
}
