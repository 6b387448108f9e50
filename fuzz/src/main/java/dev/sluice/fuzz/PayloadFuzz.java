package dev.sluice.fuzz;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.FrameInfo;
import dev.sluice.rtp.codec.FrameParser;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;

/** The payload descriptor of one codec, at two places in an array. */
final class PayloadFuzz {

    private static final int HEADER_BYTES = RtpPacket.FIXED_HEADER_BYTES;

    private PayloadFuzz() {}

    static void read(Codec codec, byte[] payload) {
        FrameInfo first = new FrameInfo();
        FrameInfo second = new FrameInfo();
        boolean sound = parse(codec, payload, 0, first);
        Check.that(sound == parse(codec, payload, 5, second), "the offset changes the verdict");
        Check.that(
                first.keyframe == second.keyframe
                        && first.frameStart == second.frameStart
                        && first.frameEnd == second.frameEnd
                        && first.height == second.height
                        && first.spatialId == second.spatialId
                        && first.temporalId == second.temporalId
                        && first.pictureId == second.pictureId,
                "the offset changes the fields");
        Check.that(
                first.spatialId >= 0
                        && first.spatialId < 8
                        && first.temporalId >= 0
                        && first.temporalId < 8
                        && first.spatialLayers <= 8
                        && first.pictureId < 32_768
                        && first.height >= 0,
                "wide fields");
    }

    private static boolean parse(Codec codec, byte[] payload, int offset, FrameInfo out) {
        byte[] data = new byte[offset + HEADER_BYTES + payload.length];
        data[offset] = (byte) 0x80;
        data[offset + 1] = 96;
        System.arraycopy(payload, 0, data, offset + HEADER_BYTES, payload.length);
        RtpPacket packet = new RtpPacket();
        Check.that(
                packet.parse(data, offset, HEADER_BYTES + payload.length) == RtpPacket.Verdict.OK,
                "the packet around the payload");
        HeaderExtensions extensions = new HeaderExtensions();
        extensions.parse(packet, ExtensionIds.NONE);
        return new FrameParser().parse(codec, packet, extensions, out);
    }
}
