package dev.sluice.fuzz;

import dev.sluice.rtp.packet.RedPayload;

/** RFC 2198: the blocks fill the payload and nothing else. */
public final class RedFuzz {

    private RedFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        RedPayload red = new RedPayload();
        if (!red.parse(data, 0, data.length)) {
            return;
        }
        int blocks = red.blocks();
        Check.that(blocks >= 1 && blocks <= RedPayload.MAX_BLOCKS, blocks + " blocks");
        int bytes = (blocks - 1) * 4 + 1;
        for (int i = 0; i < blocks; i++) {
            Check.that(red.offset(i) == bytes && red.length(i) >= 0, "a block out of place");
            Check.that(
                    red.payloadType(i) >= 0
                            && red.payloadType(i) < 128
                            && red.timestampOffset(i) < 16_384,
                    "wide fields");
            bytes += red.length(i);
        }
        Check.that(bytes == data.length, "the blocks do not fill the payload");
    }
}
