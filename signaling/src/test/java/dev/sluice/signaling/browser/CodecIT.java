package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every codec that Chromium sends, and layers. */
@Tag("timed")
@Timeout(120)
class CodecIT {

    /** A starved encoder starts low and climbs by 8 % per second. */
    private static final Duration RAMP = Duration.ofSeconds(30);

    private static SluiceProcess server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        server = SluiceProcess.start("codec");
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"vp8,L1T3", "vp9,L1T3", "vp9,L3T3_KEY", "h264,L1T1", "av1,L1T3", "av1,L3T3_KEY"})
    void shouldForward(String codec, String mode) {
        String room = codec + mode;
        try (Guest ada = Guest.join(chromium, server, room, "ada");
                Guest grace = Guest.join(chromium, server, room, "grace")) {
            ada.publishCamera(
                    "{ width: 320, height: 180, frameRate: 15, codec: '%s', scalabilityMode: '%s' }"
                            .formatted(codec, mode));
            grace.awaitPicture("ada", "camera");
            assertEquals(
                    "video/" + codec,
                    grace.inbound("ada", "camera").get("codec").asString().toLowerCase());
            grace.until("inbound('ada', 'camera').then(({ frameWidth }) => frameWidth === 320)");
            grace.awaitPicture("ada", "camera");
        }
    }

    @ParameterizedTest
    @CsvSource({"vp8", "h264"})
    void shouldForwardTheBestOfThreeSimulcastLayers(String codec) {
        try (Guest ada = Guest.join(chromium, server, "simulcast", "ada");
                Guest grace = Guest.join(chromium, server, "simulcast", "grace")) {
            ada.publishCamera(
                    "{ width: 960, height: 540, frameRate: 15, codec: '%s' }".formatted(codec));
            String layers =
                    """
                    statsOf(room.peerConnection, 'outbound-rtp', ({ rid, framesSent }) => rid && framesSent > 10)
                      .then((found) => found.map(({ rid }) => rid).sort().join('') === 'fhq')\
                    """;
            ada.page().until(layers, RAMP);
            grace.page()
                    .until(
                            "inbound('ada', 'camera').then((stats) => stats?.frameWidth === 960)",
                            RAMP);
            grace.awaitPicture("ada", "camera");
            assertEquals(0, grace.inbound("ada", "camera").get("freezeCount").asInt());
        }
    }

    /** What encoders need for these grows with their pixels, so there are two small layers. */
    @ParameterizedTest
    @CsvSource({"vp9", "av1"})
    void shouldForwardSimulcastOfCodecsWithLayersOfTheirOwn(String codec) {
        try (Guest ada = Guest.join(chromium, server, "simulcast" + codec, "ada");
                Guest grace = Guest.join(chromium, server, "simulcast" + codec, "grace")) {
            ada.publishCamera(
                    "{ width: 480, height: 270, frameRate: 15, codec: '%s', simulcast: true }"
                            .formatted(codec));
            String layers =
                    """
                    statsOf(room.peerConnection, 'outbound-rtp', ({ rid, framesSent }) => rid && framesSent > 10)
                      .then((found) => found.map(({ rid }) => rid).sort().join('') === 'fh')\
                    """;
            ada.page().until(layers, RAMP);
            for (int width : new int[] {480, 240}) {
                grace.page()
                        .run(
                                "await room.setTrackSettings(publication('ada', 'camera'),"
                                        + " { visible: true, maxHeight: %d });"
                                                .formatted(width * 9 / 16));
                grace.page()
                        .until(
                                "inbound('ada', 'camera').then((stats) => stats?.frameWidth === %d)"
                                        .formatted(width),
                                RAMP);
                grace.awaitPicture("ada", "camera");
            }
            assertEquals(
                    "video/" + codec,
                    grace.inbound("ada", "camera").get("codec").asString().toLowerCase());
        }
    }

    @Test
    void shouldSayWhichCodecTheBrowserLacks() {
        try (Guest ada = Guest.join(chromium, server, "lacking", "ada")) {
            ada.page()
                    .run(
                            "await room.publishCamera({ codec: 'h265' }).catch((error) => { window.why = error; });");
            assertEquals("UNSUPPORTED", ada.page().evaluate("why.code").asString());
            assertEquals(
                    "This browser cannot send h265.",
                    ada.page().evaluate("why.message").asString());
        }
    }
}
