package dev.sluice.rtp.codec;

import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;

/**
 * Reads the payload descriptors of one encoding. All that it remembers is the dependency
 * descriptor's structure. One per encoding; owned by the stream's media loop.
 */
public final class FrameParser {

    private static final int AV1_CONTINUATION = 0x80;
    private static final int AV1_NEW_SEQUENCE = 0x08;

    private final DependencyDescriptorParser dependencies = new DependencyDescriptorParser();

    /**
     * Sets every field of {@code out} to what {@code packet} says. Says false, and clears {@code
     * out}, when the payload descriptor is damaged or the payload is empty: the packet is of no use
     * to a decoder. A damaged dependency descriptor only leaves {@link
     * DependencyDescriptor#structure} null.
     */
    public boolean parse(
            Codec codec, RtpPacket packet, HeaderExtensions extensions, FrameInfo out) {
        out.clear();
        byte[] data = packet.data();
        int offset = packet.payloadOffset();
        int length = packet.payloadBytes();
        if (length == 0) {
            return false;
        }
        boolean whole =
                switch (codec) {
                    case OPUS, RED -> audio(out);
                    case VP8 -> Vp8Descriptor.parse(data, offset, length, out) > 0;
                    case VP9 -> Vp9Descriptor.parse(data, offset, length, out) > 0;
                    case H264 -> H264Payload.parse(data, offset, length, out);
                    case AV1 -> av1(data, offset, length, out);
                };
        if (!whole) {
            out.clear();
            return false;
        }
        if (codec != Codec.VP9 && codec.kind() == MediaKind.VIDEO) {
            out.frameEnd = packet.marker();
        }
        if (extensions.has(Extension.DEPENDENCY_DESCRIPTOR)) {
            boolean keyframe = out.keyframe;
            boolean known =
                    dependencies.parse(
                            packet.sequenceNumber(),
                            extensions.data(),
                            extensions.offset(Extension.DEPENDENCY_DESCRIPTOR),
                            extensions.length(Extension.DEPENDENCY_DESCRIPTOR),
                            out);
            out.frameStartUncertain &= !out.dependency.present;
            out.keyframe = out.frameStart && (keyframe || (known && independent(out)));
        }
        return true;
    }

    /**
     * Takes over the structure that {@code packet} brought, as another parser of this encoding read
     * it into {@code frame}.
     */
    public void learn(RtpPacket packet, FrameInfo frame) {
        dependencies.learn(packet.sequenceNumber(), frame.dependency);
    }

    private static boolean audio(FrameInfo out) {
        out.frameStart = true;
        out.frameEnd = true;
        out.keyframe = true;
        return true;
    }

    /**
     * The aggregation header (RTP Payload Format for AV1, section 4.4): Z continues an OBU, N
     * starts a coded video sequence. Only the dependency descriptor tells of other frames.
     */
    private static boolean av1(byte[] data, int offset, int length, FrameInfo out) {
        byte aggregation = data[offset];
        boolean continues = (aggregation & AV1_CONTINUATION) != 0;
        boolean starts = (aggregation & AV1_NEW_SEQUENCE) != 0;
        out.frameStart = starts && !continues;
        out.keyframe = out.frameStart;
        if (out.frameStart) {
            out.height = Av1SequenceHeader.height(data, offset, length);
        }
        return !(starts && continues);
    }

    private static boolean independent(FrameInfo frame) {
        return frame.dependency.structureAttached
                && frame.dependency.referenceCount == 0
                && frame.spatialId == 0;
    }
}
