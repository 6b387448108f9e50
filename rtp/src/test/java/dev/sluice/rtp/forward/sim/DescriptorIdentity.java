package dev.sluice.rtp.forward.sim;

import java.util.Arrays;

/** Checks that the numbers of outgoing dependency descriptors mean the same frames as before. */
final class DescriptorIdentity {

    private static final int NONE = -1;

    private int lastFrameNumber = NONE;
    private int frameOffset;
    private int templateDelta;
    private int nextTemplate = NONE;
    private int structureFrame = NONE;
    private final int templates;

    DescriptorIdentity(Shape shape) {
        templates = SimDescriptor.templates(shape);
    }

    static byte[] bytes(OutPacket out, int id) {
        int[] length = new int[1];
        int at = out.extension(id, length);
        return at < 0 ? new byte[0] : Arrays.copyOfRange(out.bytes, at, at + length[0]);
    }

    void check(OutPacket out, SimPacket packet, int id, boolean starts) {
        byte[] descriptor = bytes(out, id);
        StreamOracle.require(6, descriptor.length >= 3, "the descriptor went away");
        boolean first = descriptor[0] < 0;
        boolean last = (descriptor[0] & 0x40) != 0;
        StreamOracle.require(6, first == packet.first && last == packet.last, "frame boundaries");
        int frameNumber = frameNumber(descriptor);
        if (starts) {
            StreamOracle.require(
                    6,
                    lastFrameNumber == NONE || frameNumber == ((lastFrameNumber + 1) & 0xFFFF),
                    "frame number at a switch: " + frameNumber + " after " + lastFrameNumber);
            frameOffset = frameNumber - packet.frame.frameNumber;
        }
        StreamOracle.require(
                6,
                frameNumber == ((packet.frame.frameNumber + frameOffset) & 0xFFFF),
                "frame number " + frameNumber + " for " + packet);
        if (lastFrameNumber == NONE || (short) (frameNumber - lastFrameNumber) > 0) {
            lastFrameNumber = frameNumber;
        }
        checkTemplate(descriptor, packet, starts);
    }

    private void checkTemplate(byte[] descriptor, SimPacket packet, boolean starts) {
        byte[] source = bytes(new OutPacket(packet.rtp), SimPublication.DESCRIPTOR_ID);
        int delta = ((descriptor[0] & 63) - (source[0] & 63)) & 63;
        if (starts) {
            templateDelta = delta;
        }
        StreamOracle.require(6, delta == templateDelta, "template id for " + packet);
        boolean structure = descriptor.length > 3 && descriptor[3] < 0;
        boolean had = source.length > 3 && source[3] < 0;
        StreamOracle.require(6, structure == had, "structure of " + packet);
        if (!structure) {
            return;
        }
        int offset = structureOffset(descriptor);
        StreamOracle.require(
                6,
                offset == ((structureOffset(source) + delta) & 63),
                "template offset for " + packet);
        StreamOracle.require(
                6,
                !starts || nextTemplate == NONE || offset == nextTemplate,
                "template offset at a switch: " + offset + " after " + nextTemplate);
        int number = frameNumber(descriptor);
        if (structureFrame == NONE || (short) (number - structureFrame) > 0) {
            structureFrame = number;
            nextTemplate = (offset + templates) & 63;
        }
    }

    private static int structureOffset(byte[] descriptor) {
        return (descriptor[3] & 7) << 3 | (descriptor[4] & 0xFF) >>> 5;
    }

    private static int frameNumber(byte[] descriptor) {
        return (descriptor[1] & 0xFF) << 8 | (descriptor[2] & 0xFF);
    }
}
