package dev.sluice.rtp.ext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VideoLayersAllocationTest {

    // chromium-vp8-simulcast: 2 of 3 streams, 3 temporal layers each, 240x135 and 480x270, 25 fps.
    private static final String TWO_STREAMS = "51a01c2a46537ccf01" + "00ef008619" + "01df010d19";

    // chromium-av1-l3t3-key: 1 stream of 3 spatial layers, without sizes, then with.
    private static final String THREE_LAYERS = "07a83747658b01b50181028a02da02ec03";
    private static final String THREE_SIZES = "00ef008619" + "01df010d19" + "03bf021b19";

    private final VideoLayersAllocation allocation = new VideoLayersAllocation();

    @Test
    void shouldReadTheSizesOfSimulcastStreams() {
        assertTrue(parse(TWO_STREAMS));
        assertEquals(2, allocation.streams());
        assertTrue(allocation.hasResolutions());
        assertEquals(135, allocation.height(0, 0));
        assertEquals(270, allocation.height(1, 0));
        assertEquals(0, allocation.height(2, 0));
        assertEquals(0, allocation.height(0, 1));
    }

    @Test
    void shouldReadTheSizesOfSpatialLayers() {
        assertTrue(parse(THREE_LAYERS + THREE_SIZES));
        assertEquals(1, allocation.streams());
        assertEquals(135, allocation.height(0, 0));
        assertEquals(270, allocation.height(0, 1));
        assertEquals(540, allocation.height(0, 2));
    }

    @Test
    void shouldTellWhenThereAreNoSizes() {
        assertTrue(parse(THREE_LAYERS + THREE_SIZES));
        assertTrue(parse(THREE_LAYERS));
        assertFalse(allocation.hasResolutions());
        assertEquals(0, allocation.height(0, 0));
    }

    @Test
    void shouldReadABitmapForEachStream() {
        // Stream 0 has layer 0 only, stream 1 layers 0 and 1; one temporal layer each; 10, 20, 30
        // kbit/s.
        assertTrue(
                parse("10" + "13" + "00" + "0a141e" + "00ef008619" + "01df010d19" + "03bf021b19"));
        assertEquals(135, allocation.height(0, 0));
        assertEquals(270, allocation.height(1, 0));
        assertEquals(540, allocation.height(1, 1));
    }

    @Test
    void shouldNeverReadBeyondTheValue() {
        byte[] whole = HexFormat.of().parseHex(THREE_LAYERS + THREE_SIZES);
        for (int length = 0; length < whole.length; length++) {
            boolean plain = length == THREE_LAYERS.length() / 2;
            assertEquals(
                    plain,
                    allocation.parse(Arrays.copyOf(whole, length), 0, length),
                    "length " + length);
        }
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            allocation.parse(noise, 0, noise.length);
        }
    }

    private boolean parse(String hex) {
        byte[] value = HexFormat.of().parseHex(hex);
        return allocation.parse(value, 0, value.length);
    }
}
