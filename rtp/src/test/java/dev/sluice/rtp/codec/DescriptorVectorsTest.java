package dev.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.packet.Hex;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payload descriptors by byte vectors made by hand from RFC 7741, 9628 and 6184. */
class DescriptorVectorsTest {

    private final FrameInfo frame = new FrameInfo();

    private int vp8(String... hex) {
        frame.clear();
        byte[] bytes = Hex.bytes(hex);
        return Vp8Descriptor.parse(bytes, 0, bytes.length, frame);
    }

    private int vp9(String... hex) {
        frame.clear();
        byte[] bytes = Hex.bytes(hex);
        return Vp9Descriptor.parse(bytes, 0, bytes.length, frame);
    }

    private boolean h264(String... hex) {
        frame.clear();
        byte[] bytes = Hex.bytes(hex);
        return H264Payload.parse(bytes, 0, bytes.length, frame);
    }

    @Test
    void shouldReadAPlainVp8Descriptor() {
        assertEquals(1, vp8("10 ; S, PID 0", "50 ; P=0: key"));
        assertTrue(frame.frameStart && frame.keyframe);
        assertEquals(FrameInfo.ABSENT, frame.pictureId);
        assertEquals(1, vp8("10 ; S, PID 0", "51 ; P=1"));
        assertTrue(frame.frameStart);
        assertFalse(frame.keyframe);
        assertEquals(1, vp8("00 ; continues", "00"));
        assertFalse(frame.frameStart || frame.keyframe);
        assertEquals(1, vp8("11 ; S, PID 1: another partition starts", "00"));
        assertFalse(frame.frameStart || frame.keyframe);
    }

    @Test
    void shouldReadTheHeightOfAVp8Keyframe() {
        vp8("10", "500100 ; tag, P=0", "9D012A", "C003 ; 960", "1C42 ; 540, scale 1");
        assertEquals(540, frame.height);
        vp8("10", "510100 ; tag, P=1", "9D012A", "C003", "1C02");
        assertEquals(0, frame.height);
        vp8("10", "500100", "9D012A", "C003", "1C ; cut short");
        assertEquals(0, frame.height);
    }

    @Test
    void shouldReadEveryFieldOfVp8() {
        assertEquals(
                6,
                vp8(
                        "B0 ; X, N, S",
                        "F0 ; I, L, T, K",
                        "9234 ; M, PictureID 0x1234",
                        "FE ; TL0PICIDX",
                        "BF ; TID 2, Y, KEYIDX 31",
                        "01"));
        assertEquals(0x1234, frame.pictureId);
        assertEquals(15, frame.pictureIdBits);
        assertEquals(0xFE, frame.tl0PictureIndex);
        assertEquals(2, frame.temporalId);
        assertTrue(frame.switchingPoint);
        assertEquals(31, frame.keyIndex);
        assertEquals(3, vp8("90", "80 ; I", "7F ; PictureID of 7 bits", "01"));
        assertEquals(127, frame.pictureId);
        assertEquals(7, frame.pictureIdBits);
        assertEquals(3, vp8("90", "10 ; K without T", "FF ; TID and Y mean nothing", "01"));
        assertEquals(0, frame.temporalId);
        assertFalse(frame.switchingPoint);
        assertEquals(31, frame.keyIndex);
    }

    @Test
    void shouldReadVp9InFlexibleMode() {
        assertEquals(
                6,
                vp9(
                        "FD ; I, P, L, F, B, E, Z",
                        "8001 ; PictureID 1",
                        "55 ; TID 2, U, SID 2, D",
                        "03 ; P_DIFF 1, N",
                        "04 ; P_DIFF 2",
                        "00"));
        assertTrue(frame.frameStart && frame.frameEnd && frame.interPicture);
        assertTrue(frame.switchingPoint && frame.interLayer && frame.unusedByUpperLayers);
        assertEquals(2, frame.temporalId);
        assertEquals(2, frame.spatialId);
        assertFalse(frame.keyframe);
        assertEquals(FrameInfo.ABSENT, frame.tl0PictureIndex);
    }

    @Test
    void shouldReadVp9WithScalabilityStructure() {
        assertEquals(
                16,
                vp9(
                        "AA ; I, L, B, V",
                        "05 ; PictureID 5",
                        "00 ; TID 0, SID 0",
                        "2A ; TL0PICIDX",
                        "38 ; N_S 1, Y, G",
                        "00F0 0087 01E0 010E ; 240x135, 480x270",
                        "01 ; N_G",
                        "04 01 ; TID 0, R 1, P_DIFF 1",
                        "00"));
        assertEquals(2, frame.spatialLayers);
        assertEquals(0x2A, frame.tl0PictureIndex);
        assertTrue(frame.keyframe);
    }

    @Test
    void shouldTellVp9KeyframesFromLayersOfThem() {
        assertTrue(vp9("A8 ; I, L, B", "05", "00", "00", "00") > 0);
        assertTrue(frame.keyframe);
        assertTrue(vp9("A8 ; I, L, B", "05", "03 ; SID 1, D", "00", "00") > 0);
        assertFalse(frame.keyframe);
        assertTrue(vp9("E8 ; I, P, L, B", "05", "00", "00", "00") > 0);
        assertFalse(frame.keyframe);
    }

    @Test
    void shouldFindH264KeyframesInEveryPacketization() {
        assertTrue(h264("67 42 00 1F ; SPS"));
        assertTrue(frame.keyframe && frame.frameStart);
        assertFalse(frame.frameStartUncertain);
        assertTrue(h264("65 88 ; IDR slice, first_mb 0"));
        assertTrue(frame.keyframe && frame.frameStart && frame.frameStartUncertain);
        assertTrue(h264("65 40 ; IDR slice, first_mb 1"));
        assertFalse(frame.keyframe || frame.frameStart);
        assertTrue(h264("61 9A ; slice, first_mb 0"));
        assertTrue(frame.frameStart);
        assertFalse(frame.keyframe);
        assertTrue(h264("18 ; STAP-A", "0002 0930 ; AUD", "0002 6742 ; SPS", "0001 68 ; PPS"));
        assertTrue(frame.keyframe && frame.frameStart);
        assertTrue(h264("7C 85 88 ; FU-A, start, IDR, first_mb 0"));
        assertTrue(frame.keyframe && frame.frameStart);
        assertTrue(h264("7C 05 88 ; FU-A, middle, IDR"));
        assertFalse(frame.keyframe || frame.frameStart);
        assertTrue(h264("7C 81 9A ; FU-A, start, slice"));
        assertTrue(frame.frameStart);
        assertFalse(frame.keyframe);
    }

    /** Sequence parameter sets as x264 writes them. */
    @ParameterizedTest
    @CsvSource({
        "1080, 67640028ACD940780227E5C044000003000400000300C83C60C6, high with cropping",
        "360, 6742C01ED900A02FF97011000003000100000300320F162E48, constrained baseline",
        "180, 67F4000C919B282833F1B808800000030080000019078A14CB, 4:4:4",
        "576, 6764001EACD940B424D8088000000300800000190F8A14CB, interlaced",
    })
    void shouldReadTheHeightOfAnH264SequenceParameterSet(int height, String set) {
        assertTrue(h264(set));
        assertEquals(height, frame.height);
        byte[] whole = Hex.bytes(set);
        for (int length = 1; length <= whole.length; length++) {
            frame.clear();
            assertTrue(H264Payload.parse(Arrays.copyOf(whole, length), 0, length, frame));
            assertTrue(frame.height == 0 || frame.height == height, frame.height + " lines");
        }
    }

    @Test
    void shouldRefuseDamagedH264() {
        assertFalse(h264());
        assertFalse(h264("18 ; STAP-A", "0005 6742 ; SPS, three bytes missing"));
        assertFalse(h264("18 ; STAP-A", "0000 ; an empty unit", "67"));
        assertFalse(h264("18 ; STAP-A", "00 ; half a size"));
        assertFalse(h264("7C ; FU-A without its header"));
    }

    @Test
    void shouldRefuseDescriptorsCutAnywhere() {
        List<byte[]> whole =
                List.of(
                        Hex.bytes("B0 F0 9234 FE BF 01"),
                        Hex.bytes("FD 8001 55 03 04 00"),
                        Hex.bytes("AA 05 00 2A 38 00F0 0087 01E0 010E 01 04 01 00"));
        for (byte[] bytes : whole) {
            boolean vp8 = bytes[0] == (byte) 0xB0;
            for (int length = 0; length <= bytes.length; length++) {
                frame.clear();
                byte[] cut = Arrays.copyOf(bytes, length);
                int parsed =
                        vp8
                                ? Vp8Descriptor.parse(cut, 0, length, frame)
                                : Vp9Descriptor.parse(cut, 0, length, frame);
                assertEquals(length == bytes.length ? length - 1 : -1, parsed);
            }
        }
    }

    @Test
    void shouldNeverThrowOnNoise() {
        Random random = new Random(7);
        byte[] noise = new byte[24];
        for (int i = 0; i < 300_000; i++) {
            random.nextBytes(noise);
            int length = random.nextInt(noise.length + 1);
            int offset = noise.length - length;
            frame.clear();
            Vp8Descriptor.parse(noise, offset, length, frame);
            frame.clear();
            Vp9Descriptor.parse(noise, offset, length, frame);
            frame.clear();
            H264Payload.parse(noise, offset, length, frame);
            if (length > 0) {
                frame.clear();
                noise[offset] = 0x67;
                H264Payload.parse(noise, offset, length, frame);
            }
        }
    }
}
