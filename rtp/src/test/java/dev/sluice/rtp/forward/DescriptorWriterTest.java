package dev.sluice.rtp.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.DependencyDescriptor;
import dev.sluice.rtp.codec.DependencyStructure;
import dev.sluice.rtp.codec.FrameInfo;
import dev.sluice.rtp.codec.FrameParser;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.ExtensionWriter;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.trace.Trace;
import dev.sluice.rtp.trace.TracePacket;
import dev.sluice.rtp.trace.TraceReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rewritten descriptors of browsers' streams say what they said, with other numbers. */
class DescriptorWriterTest {

    private static final int ID = 1;
    private static final ExtensionIds IDS =
            ExtensionIds.of(Map.of(Extension.DEPENDENCY_DESCRIPTOR, ID));

    private final RtpPacket rtp = new RtpPacket();
    private final HeaderExtensions extensions = new HeaderExtensions();
    private final FrameInfo read = new FrameInfo();
    private final byte[] out = new byte[300];

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-av1-l3t3-key",
                "chromium-vp8-simulcast-dd",
                "chromium-vp9-l3t3-key",
                "chromium-h264-simulcast"
            })
    void shouldChangeTheNumbersAndNothingElse(String name) {
        Trace trace = TraceReader.read(name);
        ExtensionIds ids = ExtensionIds.of(trace.tracks().get(0).extensions());
        Codec codec = Codec.valueOf(trace.sidecar().path("codec").asString());
        Map<Long, FrameParser> before = new HashMap<>();
        Map<Long, FrameParser> after = new HashMap<>();
        Random random = new Random(3);
        int rewritten = 0;
        int inserted = 0;
        FrameInfo frame = new FrameInfo();
        for (TracePacket packet : trace.packets()) {
            rtp.parse(packet.bytes(), 0, packet.bytes().length);
            if (!packet.outgoing() || packet.rtcp() || rtp.payloadBytes() == 0) {
                continue;
            }
            extensions.parse(rtp, ids);
            long ssrc = rtp.ssrc();
            before.computeIfAbsent(ssrc, s -> new FrameParser())
                    .parse(codec, rtp, extensions, frame);
            DependencyDescriptor source = frame.dependency;
            if (source.structure == null) {
                continue;
            }
            Rewrite rewrite = new Rewrite();
            rewrite.frameNumber = (source.frameNumber + 60_000) & 0xFFFF;
            rewrite.templateDelta = 37;
            int all = (1 << source.structure.decodeTargets()) - 1;
            rewrite.targets = 1 + random.nextInt(all);
            rewrite.tellTargets = frame.frameStart && random.nextBoolean();
            int length =
                    DescriptorWriter.write(
                            extensions.data(),
                            extensions.offset(Extension.DEPENDENCY_DESCRIPTOR),
                            extensions.length(Extension.DEPENDENCY_DESCRIPTOR),
                            source,
                            rewrite,
                            out);
            FrameParser parser = after.computeIfAbsent(ssrc, s -> new FrameParser());
            assertTrue(reread(codec, parser, packet.bytes(), Arrays.copyOf(out, length)));
            check(frame, rewrite);
            rewritten++;
            inserted += rewrite.tellTargets ? 1 : 0;
        }
        assertTrue(rewritten > 300 && inserted > 100, rewritten + ", " + inserted);
    }

    private void check(FrameInfo source, Rewrite rewrite) {
        DependencyDescriptor was = source.dependency;
        DependencyDescriptor is = read.dependency;
        assertEquals(rewrite.frameNumber, is.frameNumber);
        assertEquals((was.templateId + 37) & 63, is.templateId);
        assertEquals(source.frameStart, read.frameStart);
        assertEquals(source.frameEnd, read.frameEnd);
        assertEquals(source.spatialId, read.spatialId);
        assertEquals(source.temporalId, read.temporalId);
        assertEquals(was.indications, is.indications);
        assertEquals(was.referenceCount, is.referenceCount);
        assertArrayEquals(
                Arrays.copyOf(was.references, was.referenceCount),
                Arrays.copyOf(is.references, is.referenceCount));
        DependencyStructure structure = is.structure;
        assertNotNull(structure);
        assertNotNull(was.structure);
        assertEquals((was.structure.templateIdOffset() + 37) & 63, structure.templateIdOffset());
        if (rewrite.tellTargets) {
            assertTrue(is.activeTargetsAttached);
            assertEquals(rewrite.targets, is.activeTargets);
        }
    }

    /** Reads the descriptor again in a packet of its own, with the payload that it came with. */
    private boolean reread(Codec codec, FrameParser parser, byte[] original, byte[] descriptor) {
        byte[] data = new byte[original.length + 400];
        System.arraycopy(original, 0, data, 0, 12);
        data[0] = (byte) 0x90;
        ExtensionWriter writer = new ExtensionWriter();
        writer.begin(data, 12, true);
        writer.put(ID, descriptor, 0, descriptor.length);
        int at = 12 + writer.end();
        rtp.parse(original, 0, original.length);
        int payload = rtp.payloadBytes();
        System.arraycopy(original, rtp.payloadOffset(), data, at, payload);
        rtp.parse(data, 0, at + payload);
        HeaderExtensions again = new HeaderExtensions();
        again.parse(rtp, IDS);
        return parser.parse(codec, rtp, again, read) && read.dependency.structure != null;
    }
}
