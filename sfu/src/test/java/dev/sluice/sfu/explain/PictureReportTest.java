package dev.sluice.sfu.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.sfu.api.ClientReport;
import dev.sluice.sfu.api.ClientReport.Limitation;
import dev.sluice.sfu.api.ClientReport.ReceivedReport;
import dev.sluice.sfu.api.ClientReport.SentReport;
import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.api.TransportStats.DecisionStats;
import dev.sluice.sfu.api.TransportStats.EncodingStats;
import dev.sluice.sfu.api.TransportStats.LayerStats;
import dev.sluice.sfu.api.TransportStats.SlotStats;
import dev.sluice.sfu.explain.Finding.Cause;
import dev.sluice.sfu.explain.Viewing.Picture;
import dev.sluice.sfu.explain.Viewing.ServerLoad;
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
    private long stalls;
    private ClientReport viewerReport;
    private ClientReport publisherReport;
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
                    "Ada's picture went from L2T2 (720p) to L0T0 (180p) 4 s ago: the link to this"
                            + " participant held 400 kbit/s.");
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
                "Ada's picture went from L2T2 (720p) to L1T2 4 s ago: Ada's device stopped sending more, for"
                        + " want of uplink or of processor.");
    }

    @Test
    void shouldTellOfAViewerThatAskedForLess() {
        decisions = List.of(decision("STOP", "DEMAND", "L2T2", "none"));
        slot = slot(null, null, false, LOW, HIGH);
        says(
                Cause.ASKED_FOR_LESS,
                "Ada's picture went from L2T2 (720p) to nothing 4 s ago: this participant asked for no more,"
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

    @Test
    void shouldTellOfALateServer() {
        stalls = 4;
        says(
                Cause.SERVER_BUSY,
                "The server is busy: one of its loops came late to its work 4 times within 10 s.");
        stalls = 2;
        assertEquals(List.of(), findings());
    }

    @Test
    void shouldTellOfACodecThatTheViewerDoesNotTake() {
        slot = new SlotStats("5", "camera", null, "L0T0", false, "AV1", List.of());
        says(
                Cause.UNDECODABLE,
                "Ada's picture comes as AV1, which this participant's device does not take.");
    }

    @Test
    void shouldTellOfAPublisherThatSaysWhyItSendsLess() {
        decisions = List.of(decision("LAYER_DOWN", "LAYERS_CHANGED", "L2T2", "L1T2"));
        publisherReport = sending(Limitation.CPU);
        says(
                Cause.PUBLISHER_CPU,
                "Ada's device is too busy to send more than 640x360 at 12 frames per second and 210"
                        + " kbit/s, it says.");
        publisherReport = sending(Limitation.BANDWIDTH);
        says(
                Cause.LINK_UP,
                "Ada's link up holds no more than 640x360 at 12 frames per second and 210 kbit/s,"
                        + " says Ada's device.");
    }

    @Test
    void shouldTellOfAPublisherThatTakesTooFewFramesAndDoesNotSayWhy() {
        publisherReport = taking(9.4, 38, 8);
        says(
                Cause.PUBLISHER_CPU,
                "Ada's device is too busy: it encodes 9 of 30 frames per second, each in 8 ms, and"
                        + " comes 38 ms late to its work.");
        decisions = List.of(decision("LAYER_DOWN", "LAYERS_CHANGED", "L2T2", "L1T2"));
        publisherReport = taking(14, 2, 61);
        says(
                Cause.PUBLISHER_CPU,
                "Ada's device is too busy: it encodes 14 of 30 frames per second, each in 61 ms, and"
                        + " comes 2 ms late to its work.");
    }

    @Test
    void shouldNotCallADarkCameraABusyDevice() {
        publisherReport = taking(9.4, 3, 8);
        assertEquals(List.of(), findings());
        publisherReport = taking(28, 38, 8);
        assertEquals(List.of(), findings(), "late, and fast enough");
    }

    @Test
    void shouldNotBlameThePublisherWhenTheViewerGetsLess() {
        publisherReport = sending(Limitation.BANDWIDTH);
        slot = slot("L0T0", "L0T0", false, LOW, HIGH);
        assertEquals(List.of(), findings());
    }

    @Test
    void shouldTellOfAViewerThatDoesNotKeepUp() {
        viewerReport = playing(75, 25, 0);
        says(
                Cause.VIEWER_CPU,
                "This participant's device is too busy to show all of Ada's picture: it dropped 25 %"
                        + " of the frames.");
        viewerReport = playing(5, 4, 0);
        assertEquals(List.of(), findings(), "too few frames to tell");
    }

    @Test
    void shouldTellOfFreezes() {
        viewerReport = playing(75, 0, 2);
        says(
                Cause.FREEZES,
                "Ada's picture froze 2 times for 1.3 s within 5.0 s, says this participant's device.");
    }

    private static ClientReport sending(Limitation limitation) {
        SentReport sent =
                new SentReport(
                        "camera", "h", "VP8", "", 640, 360, 12, 12, 0, 210_000, 9, limitation);
        return new ClientReport(5_000, 0, "", "", List.of(), List.of(sent));
    }

    private static ClientReport taking(double fps, double lateMillis, double encodeMillis) {
        SentReport sent =
                new SentReport(
                        "camera",
                        "h",
                        "VP8",
                        "",
                        640,
                        360,
                        fps,
                        fps,
                        30,
                        210_000,
                        encodeMillis,
                        Limitation.NONE);
        return new ClientReport(5_000, lateMillis, "", "", List.of(), List.of(sent));
    }

    private static ClientReport playing(long decoded, long dropped, long freezes) {
        ReceivedReport received =
                new ReceivedReport(
                        "camera",
                        "VP8",
                        "",
                        640,
                        360,
                        15,
                        decoded,
                        dropped,
                        freezes,
                        1_260 * Long.signum(freezes),
                        0,
                        0,
                        0,
                        0,
                        0);
        return new ClientReport(5_000, 0, "", "", List.of(received), List.of());
    }

    private void says(Cause cause, String sentence) {
        List<Finding> found = findings();
        assertEquals(List.of(sentence), found.stream().map(Finding::sentence).toList());
        assertEquals(cause, found.get(0).cause());
    }

    private List<Finding> findings() {
        Picture picture = new Picture("camera", "Ada", muted, "1", publisher(), publisherReport);
        return PictureReport.of(
                new Viewing(
                        viewer(), viewerReport, List.of(picture), new ServerLoad(busy, stalls)));
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
        EncodingStats other = new EncodingStats("0", "sound", 0, 10, 1_000, 0.9, 1, 0, 0, 0);
        EncodingStats mine = new EncodingStats("1", "camera", 0, 10, 1_000, lossUp, 1, 0, 0, 0);
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
        return new SlotStats(
                "5", "camera", sent, wanted, paused, null, Stream.of(offered).toList());
    }

    private static DecisionStats decision(String kind, String cause, String from, String to) {
        return new DecisionStats(4_200, "camera", kind, cause, from, to, 400_000, 0);
    }
}
