package dev.sluice.bench.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.signaling.browser.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * What a decoder shows while layers and speakers change: a Chromium that only receives, from
 * publishers that replay recordings. With {@code -Dsluice.long=true} the switches go on for 60 s.
 */
@Tag("timed")
@Timeout(300)
class SwitchIT {

    private static final boolean LONG = Boolean.getBoolean("sluice.long");
    private static final int SECONDS = LONG ? 60 : 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TOP = TraceVideo.HEIGHTS.get(2);
    private static final int LOWEST = TraceVideo.HEIGHTS.get(0);

    private static ImpairedCall call;
    private static Trial trial;

    @BeforeAll
    static void start() throws Exception {
        call = new ImpairedCall();
        trial = new Trial(call, Path.of("target/switch-report.md"), 3);
    }

    @AfterAll
    static void stop() {
        call.close();
    }

    @Test
    void shouldSwitchLayersEverySecondWithoutAFreeze() throws Exception {
        trial.measure("forced switches", "delay=50ms", "delay=50ms", SwitchIT::switchLayers);
    }

    private static List<Figure> switchLayers(Viewer viewer) throws Exception {
        viewer.awaitFrame(0, TOP, PATIENCE);
        double since = viewer.now();
        double freezes = viewer.received().freezes();
        int asked = call.publisher().video().keyframeRequests();
        for (int i = 0; i < SECONDS; i++) {
            viewer.maxHeight(i % 2 == 0 ? LOWEST : TOP);
            Thread.sleep(1_000);
        }
        double gap = viewer.longestGap(since);
        double switches = viewer.switches(since);
        double requests = call.publisher().video().keyframeRequests() - asked;
        Received received = viewer.received();
        return List.of(
                Figure.atLeast("changes of height", 0.75 * SECONDS, switches),
                Figure.atMost("longest frame gap, ms", 500, gap),
                Figure.atMost("keyframes asked per switch", 2, requests / Math.max(1, switches)),
                skew(viewer.skew(since)),
                Figure.atMost("freezeCount", 0, received.freezes() - freezes));
    }

    /**
     * The browser's own estimate, which should stay below 45 ms and does on a quiet machine; the
     * simulation holds the streams to that.
     */
    private static Figure skew(double millis) {
        String what = "sound and picture apart, ms";
        return LONG ? Figure.atMost(what, 100, millis) : Figure.plain(what, millis);
    }

    @Test
    void shouldShowALateJoinerAPictureAtOnce() throws Exception {
        trial.measure(
                "late joiner",
                "delay=50ms",
                "delay=50ms",
                viewer -> {
                    double firstPacket = viewer.firstPacket();
                    double picture = viewer.awaitFrame(0, 1, PATIENCE) - firstPacket;
                    return List.of(Figure.atMost("first packet to picture, ms", 1_000, picture));
                });
    }

    /** A plain page, as any player of WHEP. */
    private static final String PLAYER =
            """
            window.play = async (path) => {
              const connection = new RTCPeerConnection();
              const video = document.body.appendChild(document.createElement('video'));
              Object.assign(video, { autoplay: true, srcObject: new MediaStream() });
              connection.ontrack = ({ track }) => video.srcObject.addTrack(track);
              for (const kind of ['audio', 'video']) connection.addTransceiver(kind, { direction: 'recvonly' });
              await connection.setLocalDescription();
              const headers = { 'Content-Type': 'application/sdp' };
              const reply = await fetch(path, { method: 'POST', headers, body: connection.localDescription.sdp });
              if (reply.status === 409) {
                connection.close();
                return false;
              }
              await connection.setRemoteDescription({ type: 'answer', sdp: await reply.text() });
              window.connection = connection;
              return true;
            };
            window.streams = async () => {
              const all = {};
              for (const each of (await connection.getStats()).values()) {
                if (each.type === 'inbound-rtp') all[each.kind] = each;
              }
              return all;
            };
            window.showing = async (height) => {
              const before = await streams();
              await new Promise((resolve) => setTimeout(resolve, 300));
              const now = await streams();
              return now.video?.frameHeight === height && now.video.framesDecoded > before.video.framesDecoded
                && now.audio?.packetsReceived > before.audio.packetsReceived;
            };
            """;

    @Test
    void shouldPlayWhoeverSpeaks() throws Exception {
        Recording ada = call.record("panel", "ada", new TraceVideo(1));
        Recording grace = call.record("panel", "grace", new TraceVideo(0));
        try (Page page = call.page()) {
            page.run(PLAYER);
            grace.speaks(false);
            // Until somebody has spoken, it cannot be told who is meant.
            page.until("play('/whep/panel')", PATIENCE);
            page.until(showing(1), PATIENCE);
            JsonNode streams = page.evaluate("streams()");
            for (int speaker : new int[] {0, 1}) {
                ada.speaks(speaker == 1);
                grace.speaks(speaker == 0);
                page.until(showing(speaker), PATIENCE);
            }
            JsonNode after = page.evaluate("streams()");
            for (String kind : List.of("audio", "video")) {
                assertEquals(streams.path(kind).get("ssrc"), after.path(kind).get("ssrc"));
            }
        } finally {
            ada.leave();
            grace.leave();
        }
    }

    private static String showing(int layer) {
        return "showing(%d)".formatted(TraceVideo.HEIGHTS.get(layer));
    }
}
