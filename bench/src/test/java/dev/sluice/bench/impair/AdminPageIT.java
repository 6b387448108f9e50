package dev.sluice.bench.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.browser.Chromium;
import dev.sluice.signaling.browser.Page;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.client.PublishOptions;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/**
 * The page at {@code /admin}, beside a call whose viewer has a bad link. Its pictures go to {@code
 * target/screenshots}.
 */
@Timeout(240)
class AdminPageIT {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String TOKEN = "a-token-for-the-admin-page-in-tests";
    private static final String ROOM = "algebra";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String TEXT = "document.querySelector('%s')?.innerText";

    private SluiceServer media;
    private SignalingServer signaling;
    private ClientGroup clients;
    private Chromium chromium;

    @BeforeEach
    void start() throws Exception {
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(1)
                                .withAddresses(List.of(LOOPBACK)));
        signaling =
                SignalingServer.start(
                        SignalingConfig.builder().port(0).adminToken(TOKEN).build(), media);
        clients = ClientGroup.start(1);
        chromium = Chromium.launch("--allow-loopback-in-peer-connection");
    }

    @AfterEach
    void stop() {
        chromium.close();
        clients.close();
        signaling.close();
        media.close();
    }

    @Test
    void shouldSayWhyAPictureIsBad() throws Exception {
        publish();
        InetSocketAddress target = new InetSocketAddress(LOOPBACK, media.udpPort());
        LinkProfile up = LinkProfile.parse("delay=20ms");
        LinkProfile down = LinkProfile.parse("delay=20ms, 8s: rate=400k loss=6%");
        try (ImpairingProxy proxy =
                        ImpairingProxy.start(
                                new InetSocketAddress(LOOPBACK, 0), target, up, down, 7);
                Viewer viewer = join(proxy, "Grace");
                Page admin = chromium.open(address() + "/admin")) {
            viewer.awaitFrame(0, 1, PATIENCE);
            admin.resize(1280, 1500, false);
            enter(admin);
            see(admin, "#rooms a", ROOM);
            admin.run("[...document.querySelectorAll('#rooms a')][0].click();");
            see(admin, "#rooms ul", "Grace");
            admin.run(
                    "[...document.querySelectorAll('#rooms ul a')]"
                            + ".find(({ innerText }) => innerText.includes('Grace')).click();");

            see(admin, ".why", "the link to this participant h");
            see(admin, ".facts", "on Linux");
            see(admin, ".facts", "UDP ");
            see(admin, ".received", "Ada's camera");
            see(admin, ".timeline", "Ada's camera ");
            see(admin, ".received", " fps");
            admin.until(
                    "document.querySelectorAll('.charts svg path[d^=M]').length >= 5", PATIENCE);
            assertEquals(
                    "true",
                    admin.evaluate("String(!location.href.includes('token'))").asString(),
                    "the token stays out of the address");
            if (Boolean.getBoolean("sluice.long")) {
                Thread.sleep(40_000); // For a picture of more than a moment.
            }
            screenshots(admin);
            trace(admin);
            // Wrong tokens are refused by the server, and browsers log that.
            assertEquals(
                    List.of(),
                    admin.problems().stream().filter(each -> !each.contains("401")).toList());
        }
    }

    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    @Test
    void shouldSayThatAPublishersLinkUpHoldsNoMore() throws Exception {
        InetSocketAddress target = new InetSocketAddress(LOOPBACK, media.udpPort());
        LinkProfile up = LinkProfile.parse("delay=20ms rate=300k");
        LinkProfile down = LinkProfile.parse("delay=20ms");
        try (ImpairingProxy proxy =
                        ImpairingProxy.start(
                                new InetSocketAddress(LOOPBACK, 0), target, up, down, 7);
                Viewer hal = join(proxy, "Hal")) {
            hal.publishCamera();
            HeadlessParticipant bob = headless("Bob", true);
            String said = "";
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!said.contains("Hal's link up holds no more than ")) {
                assertTrue(System.nanoTime() < end, "60 s later: " + said);
                Thread.sleep(500);
                said = get(media.explain(ROOM, bob.id())).toString();
            }
        }
    }

    private void enter(Page admin) {
        admin.until("document.activeElement?.id === 'token'", PATIENCE);
        admin.type("not-the-token-of-this-server");
        admin.press("Enter", 13);
        admin.until("!document.getElementById('token-error').hidden", PATIENCE);
        admin.until("document.activeElement?.id === 'token'", PATIENCE);
        admin.type(TOKEN);
        admin.press("Enter", 13);
        admin.until("!document.getElementById('view').hidden", PATIENCE);
    }

    private static void see(Page page, String selector, String text) {
        page.until(TEXT.formatted(selector) + "?.includes(\"" + text + "\")", PATIENCE);
    }

    private static void screenshots(Page admin) throws Exception {
        admin.screenshot(SCREENSHOTS.resolve("admin.png"));
        admin.colorScheme("dark");
        admin.screenshot(SCREENSHOTS.resolve("admin-dark.png"));
        admin.resize(400, 900, true);
        assertFalse(
                admin.evaluate("document.documentElement.scrollWidth > innerWidth + 1").asBoolean(),
                "no scrolling sideways on a phone");
        admin.screenshot(SCREENSHOTS.resolve("admin-phone-dark.png"));
    }

    private static void trace(Page admin) {
        JsonNode trace =
                admin.run(
                        "const { trace } = await import('/admin/api.js');"
                                + "return JSON.parse(await (await trace('%s')).text());"
                                        .formatted(ROOM));
        assertEquals(2, trace.get("participants").size());
        JsonNode grace = trace.at("/participants/1");
        assertEquals("Grace", grace.at("/participant/name").asString());
        assertTrue(grace.at("/history/path/estimateBps").size() > 2, grace.toString());
        assertTrue(grace.at("/client/latest/browser").asString().contains("Chrom"));
        assertTrue(grace.at("/decisions").toString().contains("\"LAYER_DOWN\""));
        assertTrue(trace.get("timeline").toString().contains("participant-joined"));
    }

    private void publish() throws Exception {
        HeadlessParticipant ada = headless("Ada", false);
        LocalPublication microphone =
                get(ada.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
        LocalPublication camera =
                get(ada.publish(new PublishOptions(Source.CAMERA, Codec.VP8, TraceVideo.RIDS)));
        get(ada.connected());
        microphone.play(new TraceAudio(false));
        camera.play(new TraceVideo());
    }

    private HeadlessParticipant headless(String name, boolean watches) throws Exception {
        URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
        JoinOptions options =
                JoinOptions.of(server, ROOM).withIdentity(name).withSubscribe(watches);
        return get(clients.join(options, new ParticipantListener() {}));
    }

    private Viewer join(ImpairingProxy proxy, String name) {
        return Viewer.join(
                chromium, signaling.port(), media.udpPort(), proxy.address().getPort(), ROOM, name);
    }

    private String address() {
        return "http://127.0.0.1:" + signaling.port();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
