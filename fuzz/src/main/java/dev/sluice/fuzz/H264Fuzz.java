package dev.sluice.fuzz;

import dev.sluice.rtp.codec.Codec;

/** The payload of H264 (RFC 6184). */
public final class H264Fuzz {

    private H264Fuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        PayloadFuzz.read(Codec.H264, data);
    }
}
