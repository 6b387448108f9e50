package dev.sluice.bench.impair;

import dev.sluice.rtp.codec.Codec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * One Chromium that receives a recorded simulcast through an impaired link: 20 s a case, 60 s and
 * some more cases with {@code -Dsluice.long=true}; the figures go into {@code
 * target/impaired-report.md}. What is left to chance is judged more mildly than it is reported. See
 * {@link SwitchIT} for switches.
 */
@Tag("timed")
@Timeout(300)
class ImpairedCallIT {

    private static final boolean LONG = Boolean.getBoolean("sluice.long");
    private static final int SECONDS = LONG ? 60 : 20;
    private static final int PER_20_S = SECONDS / 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TOP = TraceVideo.HEIGHTS.get(2);

    /** Room for the sound, not for the lowest layer beside it. */
    private static final String THIN = "75k";

    private static ImpairedCall call;
    private static Trial trial;

    @BeforeAll
    static void start() throws Exception {
        call = new ImpairedCall();
        trial = new Trial(call, Path.of("target/impaired-report.md"), 2);
    }

    @AfterAll
    static void stop() {
        call.close();
    }

    private static void measure(String name, String up, String down, Trial.Case body)
            throws Exception {
        trial.measure(name, up, down, body);
    }

    private static void pause(double seconds) throws InterruptedException {
        Thread.sleep((long) (seconds * 1_000));
    }

    private static Received stay(Viewer viewer, double seconds) throws InterruptedException {
        viewer.awaitFrame(0, 1, PATIENCE);
        pause(seconds);
        return viewer.received();
    }

    private static List<Figure> figures(Received received, Figure... judged) {
        List<Figure> all = new ArrayList<>(List.of(judged));
        all.add(Figure.plain("freezes", received.freezes()));
        all.add(Figure.plain("frozen, s", received.frozenSeconds()));
        all.add(Figure.plain("sound concealed, %", received.concealedPercent()));
        all.add(Figure.plain("frames decoded", received.decoded()));
        all.add(Figure.plain("video packets resent", received.retransmitted()));
        all.add(Figure.plain("video packets lost on the way", received.packetsLost()));
        all.add(Figure.plain("height at the end", received.height()));
        return all;
    }

    @Test
    void shouldHardlyFreezeAtTwoPerCentLoss() throws Exception {
        measure(
                "2 % loss",
                "delay=50ms loss=2%",
                "delay=50ms loss=2%",
                viewer -> {
                    Received received = stay(viewer, SECONDS);
                    return figures(
                            received,
                            Figure.missing("freezeCount", 0, 5 * PER_20_S, received.freezes()));
                });
    }

    @Test
    void shouldHardlyFreezeAtFivePerCentLoss() throws Exception {
        measure(
                "5 % loss",
                "delay=50ms loss=5%",
                "delay=50ms loss=5%",
                viewer -> {
                    Received received = stay(viewer, SECONDS);
                    return figures(
                            received,
                            Figure.missing("freezeCount", 1, 6 * PER_20_S, received.freezes()));
                });
    }

    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldConcealPlainOpusAtTenPerCentLoss() throws Exception {
        tenPerCent("10 % loss, sound in plain Opus", 15);
    }

    /** As sluice-client publishes. */
    @Test
    void shouldStayUsableAtTenPerCentLoss() throws Exception {
        call.publisher().sound(Codec.RED);
        try {
            tenPerCent("10 % loss", 5);
        } finally {
            call.publisher().sound(Codec.OPUS);
        }
    }

    /** Plain Opus is not resent: what is lost of it is concealed. */
    private static void tenPerCent(String name, double concealmentGate) throws Exception {
        measure(
                name,
                "delay=50ms loss=10%",
                "delay=50ms loss=10%",
                viewer -> {
                    Received received = stay(viewer, SECONDS);
                    return figures(
                            received,
                            Figure.missing(
                                    "frozen in all, s", 2, 6 * PER_20_S, received.frozenSeconds()),
                            Figure.missing(
                                    "concealment, %",
                                    5, concealmentGate, received.concealedPercent()));
                });
    }

    @Test
    void shouldShowTheTopLayerSoonAfterTheJoin() throws Exception {
        measure(
                "join",
                "delay=50ms rate=3M",
                "delay=50ms rate=3M",
                viewer -> {
                    double joined = viewer.joined();
                    double first = viewer.awaitFrame(joined, 1, PATIENCE);
                    double top = viewer.awaitFrame(joined, TOP, PATIENCE);
                    return List.of(
                            Figure.plain("first frame, ms", first),
                            Figure.missing("top layer, ms", 3_000, 10_000, top));
                });
    }

    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldFollowTheRateDownAndUp() throws Exception {
        measure(
                "3 to 0.5 to 3 Mbps",
                "delay=50ms",
                "delay=50ms rate=3M",
                viewer -> {
                    viewer.awaitFrame(0, TOP, PATIENCE);
                    pause(5);
                    Received before = viewer.received();
                    LinkProfile up = LinkProfile.parse("delay=50ms");
                    call.proxy().play(up, LinkProfile.parse("delay=50ms rate=500k"));
                    pause(15);
                    Received after = viewer.received();
                    double since = viewer.now();
                    call.proxy().play(up, LinkProfile.parse("delay=50ms rate=3M"));
                    double top = viewer.awaitFrame(since, TOP, PATIENCE) / 1_000;
                    return figures(
                            viewer.received(),
                            Figure.atMost(
                                    "frozen at the drop, s",
                                    1,
                                    after.frozenSeconds() - before.frozenSeconds()),
                            Figure.atMost("height while capped", 270, after.height()),
                            Figure.atMost("top layer back, s", 20, top));
                });
    }

    @Test
    void shouldReceiveByMode() throws Exception {
        measure(
                "modes",
                "",
                "",
                viewer -> {
                    viewer.awaitFrame(0, TOP, PATIENCE);
                    viewer.receiveMode("audio-only");
                    viewer.awaitNoVideo(PATIENCE);
                    double sound = viewer.bps("audio", 1);
                    double since = viewer.now();
                    viewer.receiveMode("saver");
                    double first = viewer.awaitFrame(since, 1, PATIENCE);
                    pause(2);
                    double saver = viewer.bps("video", 2);
                    since = viewer.now();
                    viewer.receiveMode("auto");
                    double top = viewer.awaitFrame(since, TOP, PATIENCE);
                    return List.of(
                            Figure.atLeast("sound in audio-only, bps", 5_000, sound),
                            Figure.plain("first frame in saver, ms", first),
                            Figure.atMost("video in saver, bps", 300_000, saver),
                            Figure.plain("top layer in auto, ms", top));
                });
    }

    @Test
    void shouldFallBackToAudioOnAThinLinkAndComeBack() throws Exception {
        measure(
                "link too thin for video",
                "delay=50ms",
                "delay=50ms rate=1M",
                viewer -> {
                    viewer.awaitFrame(0, 1, PATIENCE);
                    pause(2);
                    LinkProfile up = LinkProfile.parse("delay=50ms");
                    double since = viewer.now();
                    call.proxy().play(up, LinkProfile.parse("delay=50ms rate=" + THIN));
                    double announced = viewer.awaitFallback(true, PATIENCE) - since;
                    viewer.awaitNoVideo(PATIENCE);
                    pause(2);
                    double sound = viewer.bps("audio", 3);
                    boolean told = !viewer.quality().equals("excellent");
                    since = viewer.now();
                    call.proxy().play(up, LinkProfile.parse("delay=50ms rate=3M"));
                    double undone = viewer.awaitFallback(false, PATIENCE) - since;
                    double frame = viewer.awaitFrame(since, 1, PATIENCE);
                    return List.of(
                            Figure.plain("announced after, ms", announced),
                            Figure.atLeast("sound meanwhile, bps", 5_000, sound),
                            Figure.atLeast("quality told to be worse", 1, told ? 1 : 0),
                            Figure.plain("undone after, ms", undone),
                            Figure.plain("picture again after, ms", frame));
                });
    }

    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldShowAFrameSoonAfterAnUnmute() throws Exception {
        measure(
                "mute 60 s, unmute",
                "delay=50ms",
                "delay=50ms",
                viewer -> {
                    viewer.awaitFrame(0, TOP, PATIENCE);
                    call.publisher().mute(true);
                    pause(1);
                    double muted = viewer.now();
                    pause(60);
                    double since = viewer.now();
                    double whileMuted = since - muted - viewer.longestGap(muted);
                    call.publisher().mute(false);
                    double first = viewer.awaitFrame(since, 1, PATIENCE);
                    return List.of(
                            Figure.atMost("pictures came while muted, ms", 100, whileMuted),
                            Figure.atMost("first frame, ms", 1_000, first));
                });
    }
}
