package dev.sluice.sfu.tap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.FrameInfo;
import dev.sluice.rtp.codec.H264Payload;
import dev.sluice.rtp.codec.Vp8Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames cut into payloads and put together again. */
class FrameAssemblerTest {

    private final List<MediaFrame> frames = new ArrayList<>();
    private final List<Integer> gaps = new ArrayList<>();
    private final FrameAssembler assembler =
            new FrameAssembler(
                    new FrameListener() {
                        @Override
                        public void onFrame(MediaFrame frame) {
                            frames.add(frame);
                        }

                        @Override
                        public void onGap() {
                            gaps.add(frames.size());
                        }
                    });
    private final Random dice = new Random(3);

    @Test
    void shouldRestoreVp8FramesOfEverySize() {
        Packetizer packetizer = new Packetizer(Codec.VP8, 1_200);
        List<byte[]> sent = new ArrayList<>();
        for (int bytes : new int[] {1, 1_195, 1_196, 1_197, 2_392, 2_393, 40_000}) {
            byte[] frame = random(bytes);
            frame[0] &= (byte) 0xFE;
            sent.add(frame);
            packetizer.packetize(frame, feed(Codec.VP8, sent.size() * 3_000L));
        }
        assertSame(sent);
        assertTrue(frames.stream().allMatch(MediaFrame::keyframe));
    }

    @Test
    void shouldRestoreH264AccessUnits() {
        byte[] unit = join(nal(0x67, 20), nal(0x68, 6), nal(0x65, 5_000), nal(0x41, 1_200));
        Packetizer packetizer = new Packetizer(Codec.H264, 1_200);
        packetizer.packetize(unit, feed(Codec.H264, 1));
        byte[] delta = nal(0x41, 1_201);
        packetizer.packetize(delta, feed(Codec.H264, 2));
        assertSame(List.of(unit, delta));
        assertTrue(frames.get(0).keyframe());
        assertFalse(frames.get(1).keyframe());
    }

    @Test
    void shouldTakeOpusOutOfRed() {
        TappedPacket packet = new TappedPacket();
        packet.codec = Codec.RED;
        // A redundant block of type 111, 960 ticks older, 2 bytes; then the primary (RFC 2198)
        byte[] red = {(byte) (0x80 | 111), 0x0F, 0x00, 2, 111, 7, 8, 1, 2, 3};
        System.arraycopy(red, 0, packet.payload, 0, red.length);
        packet.payloadBytes = red.length;
        assembler.onPacket(packet);
        packet.payloadBytes = 3;
        assembler.onPacket(packet);
        assertEquals(1, frames.size(), "the damaged one gives none");
        assertEquals(Codec.OPUS, frames.get(0).codec());
        assertArrayEquals(new byte[] {1, 2, 3}, frames.get(0).data());
    }

    @Test
    void shouldSplitStapA() {
        TappedPacket packet = new TappedPacket();
        packet.codec = Codec.H264;
        // STAP-A of an SPS and a PPS (RFC 6184, section 5.7.1)
        byte[] stap = {24, 0, 3, 0x67, 1, 2, 0, 2, 0x68, 3};
        System.arraycopy(stap, 0, packet.payload, 0, stap.length);
        packet.payloadBytes = stap.length;
        packet.frameStart = true;
        packet.marker = true;
        assembler.onPacket(packet);
        assertArrayEquals(
                new byte[] {0, 0, 0, 1, 0x67, 1, 2, 0, 0, 0, 1, 0x68, 3}, frames.get(0).data());
    }

    @Test
    void shouldGiveNothingUndecodableBehindAGap() {
        Packetizer packetizer = new Packetizer(Codec.VP8, 1_200);
        byte[] key = {0, 1, 2};
        byte[] delta = {1, 1, 2};
        packetizer.packetize(delta, feed(Codec.VP8, 1));
        packetizer.packetize(key, feed(Codec.VP8, 2));
        packetizer.packetize(delta, feed(Codec.VP8, 3));
        assembler.onGap(2);
        packetizer.packetize(delta, feed(Codec.VP8, 4));
        packetizer.packetize(key, feed(Codec.VP8, 5));
        assertEquals(List.of(2L, 3L, 5L), frames.stream().map(MediaFrame::timestamp).toList());
        assertEquals(List.of(2), gaps);
    }

    @Test
    void shouldRefuseWhatItCannotTakeApart() {
        TappedPacket packet = new TappedPacket();
        packet.codec = Codec.AV1;
        packet.payloadBytes = 1;
        assertThrows(IllegalArgumentException.class, () -> assembler.onPacket(packet));
        Packetizer h264 = new Packetizer(Codec.H264, 1_200);
        assertThrows(
                IllegalArgumentException.class,
                () -> h264.packetize(new byte[] {1, 2, 3}, (payload, last) -> {}));
    }

    private PayloadListener feed(Codec codec, long timestamp) {
        return (payload, last) -> {
            assertTrue(payload.length <= 1_200);
            TappedPacket packet = new TappedPacket();
            packet.codec = codec;
            System.arraycopy(payload, 0, packet.payload, 0, payload.length);
            packet.payloadBytes = payload.length;
            packet.timestamp = timestamp;
            packet.marker = last;
            FrameInfo info = new FrameInfo();
            if (codec == Codec.VP8) {
                Vp8Descriptor.parse(payload, 0, payload.length, info);
            } else {
                H264Payload.parse(payload, 0, payload.length, info);
            }
            packet.frameStart = info.frameStart;
            packet.keyframe = info.keyframe;
            assembler.onPacket(packet);
        };
    }

    private void assertSame(List<byte[]> sent) {
        assertEquals(sent.size(), frames.size());
        for (int i = 0; i < sent.size(); i++) {
            assertArrayEquals(sent.get(i), frames.get(i).data(), "frame " + i);
        }
    }

    private byte[] nal(int header, int bytes) {
        byte[] nal = new byte[4 + bytes];
        nal[3] = 1;
        for (int i = 5; i < nal.length; i++) {
            nal[i] = (byte) (1 + dice.nextInt(255));
        }
        nal[4] = (byte) header;
        return nal;
    }

    private byte[] random(int bytes) {
        byte[] data = new byte[bytes];
        dice.nextBytes(data);
        return data;
    }

    private static byte[] join(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
