package dev.sluice.sfu.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.api.TransportStats.DecisionStats;
import dev.sluice.sfu.api.TransportStats.EncodingStats;
import dev.sluice.sfu.api.TransportStats.LayerStats;
import dev.sluice.sfu.api.TransportStats.SlotStats;
import dev.sluice.sfu.explain.Finding.Cause;
import dev.sluice.sfu.explain.Viewing.Picture;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A sentence for each cause, and none where nothing is wrong. */
class PictureReportTest {

    private static final LayerStats LOW = new LayerStats("L0T0", 150_000, 180, 15);
    private static final LayerStats HIGH = new LayerStats("L2T2", 1_500_000, 720, 30);

    private String path = "UDP a to b";
    private double lossDown;
    private double lossUp;
    private boolean muted;
    private double busy = 0.2;
    private SlotStats slot = slot("L2T2", "L2T2", false, LOW, HIGH);
    private List<DecisionStats> decisions =
            List.of(decision("LAYER_UP", "HEADROOM", "L1T2", "L2T2"));

    @Test
    void shouldFindNothingInAGoodCall() {
        assertEquals(List.of(), findings());
    }

    @Test
    void shouldTellOfNoPath() {
        path = null;
        says(Cause.NO_PATH, "There is no way to this participant: its device answers no checks.");
    }

    @Test
    void shouldTellOfTcp() {
        path = "TCP a to b";
        says(
                Cause.TCP_PATH,
                "Media goes to this participant over TCP, because UDP does not get through: what is"
                        + " lost holds up what follows.");
    }

    @Test
    void shouldTellOfLossOnTheWayDown() {
        lossDown = 0.126;
        says(Cause.LOSS_DOWN, "13 % of what is sent to this participant gets lost.");
        lossDown = 0.02;
        assertEquals(List.of(), findings());
    }

    @Test
    void shouldTellOfLossOnTheWayUp() {
        lossUp = 0.08;
        says(Cause.LOSS_UP, "8 % of what Ada sends gets lost on its way up.");
    }

    @Test
    void shouldTellOfABusyServer() {
        busy = 0.97;
        says(Cause.SERVER_BUSY, "The server is busy: one of its loops uses 97 % of a processor.");
    }

    @Test
    void shouldTellOfALinkThatHoldsLess() {
        for (String cause : List.of("GATED", "DEEP_DEFICIT", "LASTING_DEFICIT")) {
            decisions =
                    List.of(
                            decision("LAYER_UP", "HEADROOM", "L1T2", "L2T2"),
                            decision("LAYER_DOWN", cause, "L2T2", "L0T0"));
            says(
                    Cause.LINK_DOWN,
                    "Ada's picture went from L2T2 to L0T0 4 s ago: the link to this participant held"
                            + " 400 kbit/s.");
        }
    }

    @Test
    void shouldTellOfALinkThatHoldsNoPicture() {
        slot = slot(null, null, true, HIGH, LOW);
        says(
                Cause.LINK_DOWN,
                "Ada's picture is paused: its lowest layer needs 150 kbit/s, and the link to this"
                        + " participant holds 90 kbit/s in all.");
    }

    @Test
    void shouldForgetWhatWasMended() {
        decisions =
                List.of(
                        decision("LAYER_DOWN", "GATED", "L2T2", "L0T0"),
                        decision("LAYER_UP", "HEADROOM", "L0T0", "L2T2"),
                        decision("PROVE", "HEADROOM", "", ""));
        assertEquals(List.of(), findings());
    }

    @Test
    void shouldTellOfAPublisherThatSendsLess() {
        decisions = List.of(decision("LAYER_DOWN", "LAYERS_CHANGED", "L2T2", "L1T2"));
        says(
                Cause.SENDS_LESS,
                "Ada's picture went from L2T2 to L1T2 4 s ago: Ada's device stopped sending more, for"
                        + " want of uplink or of processor.");
    }

    @Test
    void shouldTellOfAViewerThatAskedForLess() {
        decisions = List.of(decision("STOP", "DEMAND", "L2T2", "none"));
        slot = slot(null, null, false, LOW, HIGH);
        says(
                Cause.ASKED_FOR_LESS,
                "Ada's picture went from L2T2 to nothing 4 s ago: this participant asked for no more,"
                        + " by the size of its tile or by saving.");
    }

    @Test
    void shouldTellOfAMutedPictureAndNothingElseOfIt() {
        muted = true;
        lossUp = 0.5;
        says(Cause.MUTED, "Ada's picture is muted.");
    }

    @Test
    void shouldTellOfAPictureThatDoesNotCome() {
        slot = slot(null, null, false);
        says(Cause.NOTHING_SENT, "Nothing comes of Ada's picture.");
    }

    @Test
    void shouldTellOfAMissingKeyframe() {
        slot = slot(null, "L1T2", false, LOW, HIGH);
        says(Cause.NO_KEYFRAME, "Ada's picture waits for a keyframe of L1T2.");
    }

    private void says(Cause cause, String sentence) {
        List<Finding> found = findings();
        assertEquals(List.of(sentence), found.stream().map(Finding::sentence).toList());
        assertEquals(cause, found.get(0).cause());
    }

    private List<Finding> findings() {
        Picture picture = new Picture("camera", "Ada", muted, "1", publisher());
        return PictureReport.of(new Viewing(viewer(), List.of(picture), busy));
    }

    private TransportStats viewer() {
        return new TransportStats(
                path,
                20,
                100_000,
                90_000,
                80_000,
                lossDown,
                3,
                false,
                0,
                List.of(slot),
                List.of(),
                decisions);
    }

    private TransportStats publisher() {
        EncodingStats other = new EncodingStats("0", 0, 10, 1_000, 0.9, 1, 0, 0, 0);
        EncodingStats mine = new EncodingStats("1", 0, 10, 1_000, lossUp, 1, 0, 0, 0);
        return new TransportStats(
                "UDP a to b",
                20,
                0,
                0,
                0,
                0,
                0,
                false,
                0,
                List.of(),
                List.of(other, mine),
                List.of());
    }

    private static SlotStats slot(
            String sent, String wanted, boolean paused, LayerStats... offered) {
        return new SlotStats("5", "camera", sent, wanted, paused, Stream.of(offered).toList());
    }

    private static DecisionStats decision(String kind, String cause, String from, String to) {
        return new DecisionStats(4_200, "camera", kind, cause, from, to, 400_000, 0);
    }
}
