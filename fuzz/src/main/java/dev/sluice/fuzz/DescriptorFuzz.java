package dev.sluice.fuzz;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.DependencyDescriptor;
import dev.sluice.rtp.codec.DependencyStructure;
import dev.sluice.rtp.codec.FrameInfo;
import dev.sluice.rtp.codec.FrameParser;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;
import java.io.ByteArrayOutputStream;
import java.util.Map;

/** Dependency descriptors of one encoding, one after the other: the parser keeps structures. */
public final class DescriptorFuzz {

    private static final ExtensionIds IDS =
            ExtensionIds.of(Map.of(Extension.DEPENDENCY_DESCRIPTOR, 1));
    private static final int MAX_DESCRIPTORS = 64;
    private static final int MAX_ALLOCATED_BYTES = 4 << 20;

    private DescriptorFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Check.allocatesAtMost(MAX_ALLOCATED_BYTES, () -> read(new Input(data)));
    }

    private static void read(Input input) {
        FrameParser parser = new FrameParser();
        FrameInfo frame = new FrameInfo();
        HeaderExtensions extensions = new HeaderExtensions();
        for (int i = 0; i < MAX_DESCRIPTORS && !input.isEmpty(); i++) {
            byte[] descriptor = input.bytes(input.uint8());
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.write(1);
            block.write(descriptor.length);
            block.writeBytes(descriptor);
            RtpPacket packet = ExtensionsFuzz.packet(0x1000, block.toByteArray());
            extensions.parse(packet, IDS);
            parser.parse(Codec.AV1, packet, extensions, frame);
            check(frame);
            parser.learn(packet, frame);
        }
    }

    private static void check(FrameInfo frame) {
        DependencyDescriptor said = frame.dependency;
        DependencyStructure structure = said.structure;
        Check.that(said.templateId < 64 && said.frameNumber < 65_536, "wide fields");
        Check.that(
                said.referenceCount >= 0
                        && said.referenceCount <= DependencyStructure.MAX_REFERENCES,
                "references");
        if (structure != null) {
            Check.that(said.present, "a structure without a descriptor");
            Check.that(
                    structure.decodeTargets() >= 1 && structure.decodeTargets() <= 32,
                    "decode targets");
            Check.that(frame.spatialId >= 0 && frame.temporalId >= 0, "negative layers");
            for (int i = 0; i < structure.decodeTargets(); i++) {
                said.indication(i);
            }
        }
    }
}
