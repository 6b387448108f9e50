package dev.sluice.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A million packets of three simulcast layers over networks that lose, reorder, repeat and jump;
 * what the receiver hands on and reports is compared with what the network did.
 */
class RtpReceiverPropertyTest {

    private static final int PACKETS = 200_000;

    @ParameterizedTest
    @CsvSource({
        // seed, loss, burst, reorder share, duplicate share
        "1, 0.00, 1, 0.00, 0.00",
        "2, 0.02, 1, 0.02, 0.01",
        "3, 0.05, 1, 0.05, 0.10",
        "4, 0.002, 20, 0.01, 0.02",
        "5, 0.10, 1, 0.10, 0.10"
    })
    void shouldHealAndReportWhatTheNetworkDid(
            long seed, double loss, int burst, double reorder, double duplicate) {
        LossyPublisher publisher = new LossyPublisher(seed, loss, burst, reorder, duplicate, 0);
        publisher.run(PACKETS);
        for (LossyPublisher.Layer layer : publisher.layers) {
            assertEquals(layer.sentCount(), layer.delivered.cardinality(), "layer " + layer.rid);
            ReceivedEncoding encoding = publisher.encoding(layer);
            EncodingStats stats = encoding.stats(0);
            assertEquals(layer.delivered.cardinality(), stats.packets());
            assertEquals(0, stats.lost());
            assertEquals(layer.expectedCumulativeLoss(), layer.reportedCumulativeLoss);
        }
        assertEquals(publisher.transportArrivals, publisher.transportReported);
        assertEquals(List.of(), publisher.wrong);
        if (loss == 0) {
            assertEquals(0, publisher.nacked);
        }
    }

    @ParameterizedTest
    @CsvSource({"6, 0.02", "7, 0.05"})
    void shouldStayRightThroughJumps(long seed, double loss) {
        LossyPublisher publisher = new LossyPublisher(seed, loss, 1, 0.05, 0.10, 20_000);
        publisher.run(PACKETS / 2);
        assertEquals(List.of(), publisher.wrong);
        assertTrue(publisher.keyframeRequests > 0, "a gap of thousands calls for a keyframe");
        for (LossyPublisher.Layer layer : publisher.layers) {
            int missing = layer.sentCount() - layer.delivered.cardinality();
            assertTrue(missing < layer.sentCount() * loss, missing + " of " + layer.sentCount());
        }
    }
}
