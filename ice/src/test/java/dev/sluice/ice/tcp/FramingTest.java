package dev.sluice.ice.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.mediacore.sim.SimNetwork;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FramingTest {

    private final List<byte[]> frames = new ArrayList<>();
    private final FrameDecoder.FrameSink sink =
            (data, offset, length) -> frames.add(Arrays.copyOfRange(data, offset, offset + length));

    @Test
    void shouldWriteTheLengthBeforeTheDatagram() {
        byte[] target = new byte[8];
        assertEquals(5, FrameEncoder.encode(new byte[] {9, 1, 2, 3}, 1, 3, target, 1));
        assertArrayEquals(new byte[] {0, 0, 3, 1, 2, 3, 0, 0}, target);
    }

    @Test
    void shouldWriteInPlace() {
        byte[] slab = {0, 0, 1, 2, 3};
        assertEquals(5, FrameEncoder.encode(slab, 2, 3, slab, 0));
        assertArrayEquals(new byte[] {0, 3, 1, 2, 3}, slab);
    }

    @Test
    void shouldWriteNothingThatDoesNotFit() {
        byte[] target = new byte[4];
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> FrameEncoder.encode(new byte[3], 0, 3, target, 0));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> FrameEncoder.encode(new byte[3], 0, 1, target, -1));
        assertThrows(
                IllegalArgumentException.class,
                () -> FrameEncoder.encode(new byte[65_536], 0, 65_536, new byte[70_000], 0));
        assertArrayEquals(new byte[4], target);
    }

    @Test
    void shouldFindTheSameFramesHoweverTheStreamIsCut() {
        RandomGenerator random = SimNetwork.random(4571);
        for (int round = 0; round < 300; round++) {
            List<byte[]> sent = new ArrayList<>();
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int i = random.nextInt(20); i >= 0; i--) {
                byte[] datagram = new byte[random.nextInt(4) == 0 ? 1500 : random.nextInt(60)];
                random.nextBytes(datagram);
                if (datagram.length > 0) {
                    sent.add(datagram);
                }
                byte[] frame = new byte[datagram.length + 2];
                FrameEncoder.encode(datagram, 0, datagram.length, frame, 0);
                stream.writeBytes(frame);
            }

            frames.clear();
            FrameDecoder decoder = new FrameDecoder(1500);
            byte[] bytes = stream.toByteArray();
            int largest = 1 + random.nextInt(round % 2 == 0 ? 5 : 4000);
            for (int at = 0; at < bytes.length; ) {
                int size = Math.min(1 + random.nextInt(largest), bytes.length - at);
                byte[] piece = new byte[size + 3];
                System.arraycopy(bytes, at, piece, 3, size);
                assertTrue(decoder.onBytes(piece, 3, size, sink));
                Arrays.fill(piece, (byte) 0x55); // borrowed: it changes as soon as we return
                at += size;
            }

            assertEquals(sent.size(), frames.size());
            for (int i = 0; i < sent.size(); i++) {
                assertArrayEquals(sent.get(i), frames.get(i));
            }
        }
    }

    @Test
    void shouldGiveUpAtAFrameThatIsTooLong() {
        FrameDecoder decoder = new FrameDecoder(1500);
        byte[] good = {0, 1, 42};
        byte[] tooLong = {5, (byte) 0xdd, 1, 2, 3}; // 1,501 bytes announced

        assertTrue(decoder.onBytes(good, 0, 3, sink));
        assertTrue(decoder.onBytes(tooLong, 0, 1, sink));
        assertFalse(decoder.onBytes(tooLong, 1, 4, sink));
        assertFalse(decoder.onBytes(good, 0, 3, sink));
        assertEquals(1, frames.size());
        assertTrue(new FrameDecoder(1501).onBytes(tooLong, 0, 5, sink));
    }

    @Test
    void shouldNeverThrowOnNoise() {
        RandomGenerator random = SimNetwork.random(2);
        for (int i = 0; i < 20_000; i++) {
            FrameDecoder decoder = new FrameDecoder(1 + random.nextInt(65_535));
            byte[] noise = new byte[random.nextInt(2_000)];
            random.nextBytes(noise);
            decoder.onBytes(noise, 0, noise.length / 2, sink);
            decoder.onBytes(noise, noise.length / 2, noise.length - noise.length / 2, sink);
            frames.clear();
        }
    }
}
