package dev.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.forward.sim.BitWriter;
import dev.sluice.rtp.packet.Hex;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DependencyDescriptorTest {

    private final DependencyDescriptorParser parser = new DependencyDescriptorParser();
    private final FrameInfo frame = new FrameInfo();
    private final DependencyDescriptor descriptor = frame.dependency;

    /** L1T2, two decode targets: T0 key, T0, T1; one chain; 640x360. */
    private static BitWriter keyframe(int templateOffset, int frameNumber) {
        BitWriter out = new BitWriter();
        out.bits(2, 3).bits(6, templateOffset).bits(16, frameNumber);
        out.bits(5, 0b10000); // a structure, nothing else
        out.bits(6, templateOffset).bits(5, 1); // two targets
        out.bits(2, 0).bits(2, 1).bits(2, 3); // T0, T0, T1, end
        out.bits(4, 0b1010).bits(4, 0b1010).bits(4, 0b0100); // SS, SS, D-: target 0 has all
        out.bits(1, 0); // the key template refers to nothing
        out.bits(1, 1).bits(4, 1).bits(1, 0); // 2 back
        out.bits(1, 1).bits(4, 0).bits(1, 0); // 1 back
        out.nonSymmetric(3, 1); // one chain
        out.bits(4, 0).bits(4, 2).bits(4, 1); // both targets are protected by it: no bits
        return out.bits(1, 1).bits(16, 639).bits(16, 359);
    }

    private boolean parse(int sequence, byte[] bytes) {
        frame.clear();
        return parser.parse(sequence, bytes, 0, bytes.length, frame);
    }

    @Test
    void shouldReadAStructure() {
        byte[] bytes = keyframe(10, 500).bytes();
        assertTrue(parse(1, bytes));
        assertTrue(frame.frameStart && frame.frameEnd && descriptor.structureAttached);
        DependencyStructure structure = descriptor.structure;
        assertNotNull(structure);
        assertEquals(10, structure.templateIdOffset());
        assertEquals(3, structure.templates());
        assertEquals(2, structure.decodeTargets());
        assertEquals(1, structure.targetTemporalId(0));
        assertEquals(0, structure.targetTemporalId(1));
        assertEquals(500, descriptor.frameNumber);
        assertEquals(DependencyDescriptor.SWITCH, descriptor.indication(1));
        assertEquals(0, descriptor.referenceCount);
        assertEquals(3, descriptor.activeTargets);
    }

    @Test
    void shouldReadLaterFramesByTheStructure() {
        parse(1, keyframe(10, 500).bytes());
        assertTrue(parse(2, Hex.bytes("CC ; S, E, template 12", "01F5 ; frame 501")));
        assertEquals(1, frame.temporalId);
        assertEquals(DependencyDescriptor.DISCARDABLE, descriptor.indication(0));
        assertEquals(DependencyDescriptor.NOT_PRESENT, descriptor.indication(1));
        assertEquals(1, descriptor.referenceCount);
        assertEquals(1, descriptor.references[0]);
        assertTrue(parse(3, Hex.bytes("8B ; S, template 11", "01F6")));
        assertFalse(frame.frameEnd);
        assertEquals(2, descriptor.references[0]);
    }

    @Test
    void shouldReadCustomFields() {
        parse(1, keyframe(10, 500).bytes());
        byte[] custom =
                new BitWriter()
                        .bits(2, 2)
                        .bits(6, 11)
                        .bits(16, 502)
                        .bits(5, 0b01111) // active targets, indications, references, chains
                        .bits(2, 0b10) // target 1 only
                        .bits(2, 3)
                        .bits(2, 0)
                        .bits(2, 2)
                        .bits(8, 199) // 200 back
                        .bits(2, 1)
                        .bits(4, 4) // 5 back
                        .bits(2, 0)
                        .bits(8, 77)
                        .bytes();
        assertTrue(parse(2, custom));
        assertEquals(0b10, descriptor.activeTargets);
        assertEquals(DependencyDescriptor.REQUIRED, descriptor.indication(0));
        assertEquals(DependencyDescriptor.NOT_PRESENT, descriptor.indication(1));
        assertEquals(2, descriptor.referenceCount);
        assertEquals(200, descriptor.references[0]);
        assertEquals(5, descriptor.references[1]);
        assertEquals(29, descriptor.activeTargetsBit);
        parse(3, Hex.bytes("8B 01F7"));
        assertEquals(0b10, descriptor.activeTargets, "stays until it is changed");
    }

    @Test
    void shouldNotGuessWithoutTheStructure() {
        assertFalse(parse(1, Hex.bytes("8B 01F7")));
        assertTrue(descriptor.present && frame.frameStart);
        assertEquals(0x1F7, descriptor.frameNumber);
        assertNull(descriptor.structure);
        parse(2, keyframe(10, 500).bytes());
        assertFalse(parse(3, Hex.bytes("8D ; template 13 of a newer structure", "0200")));
        assertNull(descriptor.structure);
    }

    @Test
    void shouldReadLateFramesByTheStructureOfTheirTime() {
        parse(10, keyframe(10, 500).bytes());
        DependencyStructure first = descriptor.structure;
        parse(20, keyframe(11, 510).bytes());
        assertTrue(parse(15, Hex.bytes("8B ; template 11: T0 then, key now", "01F7")));
        assertSame(first, descriptor.structure);
        assertTrue(parse(21, Hex.bytes("8C ; T0 now", "01FF")));
        assertEquals(2, descriptor.references[0]);
    }

    @Test
    void shouldKeepOneObjectPerStructure() {
        parse(10, keyframe(10, 500).bytes());
        DependencyStructure first = descriptor.structure;
        parse(20, keyframe(10, 510).bytes());
        assertSame(first, descriptor.structure);
    }

    @Test
    void shouldLearnFromAnotherParser() {
        parse(10, keyframe(10, 500).bytes());
        DependencyDescriptorParser other = new DependencyDescriptorParser();
        other.learn(10, descriptor);
        FrameInfo later = new FrameInfo();
        assertTrue(other.parse(11, Hex.bytes("CC 01F5"), 0, 3, later));
        assertSame(descriptor.structure, later.dependency.structure);
    }

    @Test
    void shouldRefuseDescriptorsCutAnywhere() {
        byte[] bytes = keyframe(10, 500).bytes();
        for (int length = 0; length < bytes.length; length++) {
            assertFalse(parse(length, Arrays.copyOf(bytes, length)), length + " bytes");
            assertNull(descriptor.structure);
        }
        assertTrue(parse(100, bytes));
    }

    @Test
    void shouldRefuseTooManyReferences() {
        parse(1, keyframe(10, 500).bytes());
        BitWriter endless = new BitWriter().bits(2, 3).bits(6, 11).bits(16, 502).bits(5, 0b00010);
        for (int i = 0; i < 17; i++) {
            endless.bits(2, 1).bits(4, i % 16);
        }
        assertFalse(parse(2, endless.bits(2, 0).bytes()));
        assertNull(descriptor.structure);
    }

    @Test
    void shouldNeverThrowOnNoise() {
        Random random = new Random(11);
        byte[] valid = keyframe(10, 500).bytes();
        for (int i = 0; i < 300_000; i++) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            System.arraycopy(
                    valid, 0, noise, 0, Math.min(random.nextInt(valid.length), noise.length));
            parse(i, noise);
        }
    }
}
