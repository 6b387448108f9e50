package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Frames that pages encrypt among themselves: the server forwards what it cannot read, and still
 * chooses layers of it. Each decrypted frame proves that it came through untouched, by its tag.
 */
@Timeout(120)
class EncryptionIT {

    private static final String TWO_LAYERS = "{ width: 640, height: 360, frameRate: 15 }";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static SluiceProcess server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        server = SluiceProcess.start("encryption");
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void shouldForwardWhatItCannotReadAndChooseItsLayers() {
        try (Guest ada = guest("ada", "rosebud");
                Guest grace = guest("grace", "rosebud");
                Guest eve = guest("eve", "guessed")) {
            ada.publishCamera(TWO_LAYERS).publishMicrophone();
            grace.awaitPicture("ada", "camera", PATIENCE);
            grace.awaitSound("ada", "microphone");

            want(grace, 180);
            grace.tab().until(height(180), PATIENCE);
            grace.awaitPicture("ada", "camera", PATIENCE);
            want(grace, 360);
            grace.tab().until(height(360), PATIENCE);
            grace.awaitPicture("ada", "camera", PATIENCE);

            // The same packets come to who has no key: no frame of them is of use.
            eve.tab()
                    .until(
                            "inbound('ada', 'camera').then((stats) => stats?.packetsReceived > 50)",
                            PATIENCE);
            assertEquals(0, eve.inbound("ada", "camera").path("framesDecoded").asInt());
            assertEquals(0, eve.inbound("ada", "microphone").path("totalAudioEnergy").asDouble());
        }
    }

    @Test
    void shouldHaveASwitchInTheDemo() {
        try (Page ada = demo("ada", "rosebud");
                Page grace = demo("grace", "rosebud")) {
            ada.until("document.querySelector('#encrypted:not([hidden])')", PATIENCE);
            grace.until("document.querySelector('.tile.playing:not(.own)')", PATIENCE);
            String address =
                    grace.evaluate(
                                    "performance.getEntriesByType('resource')"
                                            + ".map(({ name }) => name).join(' ')")
                            .asString();
            assertTrue(address.contains("encryption-worker.js"), address);
            assertTrue(!address.contains("rosebud"), address);
        }
    }

    private static Page demo(String name, String passphrase) {
        return chromium.open(
                server.address()
                        + "/?room=demo&join=1&audio=0&name="
                        + name
                        + "#passphrase="
                        + passphrase);
    }

    private static Guest guest(String name, String passphrase) {
        Guest guest = Guest.open(chromium, server, name);
        guest.page()
                .run(
                        """
                        const encryption = await import('/demo/encryption.js');
                        const transform = await encryption.transformWith('%s', 'vault');
                        await enter({ room: 'vault', name: '%s', transform });
                        window.want = (maxHeight) =>
                          room.setTrackSettings(publication('ada', 'camera'), { visible: true, maxHeight });
                        """
                                .formatted(passphrase, name));
        return guest;
    }

    private static void want(Guest guest, int height) {
        guest.page().run("await want(" + height + ");");
    }

    private static String height(int pixels) {
        return "inbound('ada', 'camera').then((stats) => stats?.frameHeight === " + pixels + ")";
    }
}
