package dev.sluice.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.packet.Hex;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Av1SequenceHeaderTest {

    /** As libaom and SVT-AV1 write them; the aggregation header comes first. */
    @ParameterizedTest
    @CsvSource({
        "360, 18 0A0B 0000000CC4FF6736BE4010, one element with a size of its own",
        "360, 18 08 0000000CC4FF673EFE4010, without",
        "1080, 08 0D 0A0B 00000042ABBFC373EFE401, lengths before the elements",
        "1080, 28 0C 08 00000042ABBFC373EFE401 30, two elements",
    })
    void shouldReadTheHeight(int height, String payload) {
        byte[] bytes = Hex.bytes(payload);
        assertEquals(height, Av1SequenceHeader.height(bytes, 0, bytes.length));
        for (int length = 0; length < bytes.length; length++) {
            int cut = Av1SequenceHeader.height(bytes, 0, length);
            assertTrue(cut == 0 || cut == height, cut + " lines");
        }
    }

    /** Written bit by bit: 30 equal ticks per second, level 4.0 with a tier, 1280x720. */
    @Test
    void shouldReadTheHeightBehindTiming() {
        byte[] bytes = Hex.bytes("18 08", "04000000040000007B00000854CFFB3C");
        assertEquals(720, Av1SequenceHeader.height(bytes, 0, bytes.length));
    }

    @Test
    void shouldNotTakeAnotherObuForIt() {
        byte[] frame = Hex.bytes("10 32 0000000CC4FF6736BE4010");
        assertEquals(0, Av1SequenceHeader.height(frame, 0, frame.length));
    }

    @Test
    void shouldNeverThrowOnNoise() {
        Random random = new Random(5);
        byte[] noise = new byte[32];
        for (int i = 0; i < 200_000; i++) {
            random.nextBytes(noise);
            noise[0] = 0x18;
            noise[1] = 0x08;
            int height = Av1SequenceHeader.height(noise, 0, random.nextInt(noise.length + 1));
            assertTrue(height >= 0 && height <= 65_536, height + " lines");
        }
    }
}
