package dev.sluice.fuzz;

import dev.sluice.rtp.codec.Codec;

/** The payload of AV1 (RTP Payload Format for AV1, section 4.4). */
public final class Av1Fuzz {

    private Av1Fuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        PayloadFuzz.read(Codec.AV1, data);
    }
}
