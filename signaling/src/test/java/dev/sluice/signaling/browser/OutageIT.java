package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.kit.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A browser without any network for a while: messages and media, and nothing tells it so. */
@Timeout(240)
class OutageIT {

    /** Leads the page's media through the relay, and keeps the means to look at it. */
    private static final String THROUGH_RELAY =
            """
            window.fragments = new Set();
            const accept = RTCPeerConnection.prototype.setRemoteDescription;
            RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
              const through = sdp.replaceAll(' %d typ host', ' %d typ host');
              fragments.add(/ice-ufrag:(\\S+)/.exec(this.localDescription.sdp)[1]);
              if (through === sdp) throw new Error('no candidate to lead through the relay in ' + sdp);
              return accept.call(this, { type, sdp: through });
            };
            window.shown = () => [...document.querySelectorAll('.people .tile:not(.own) video')]
              .reduce((sum, video) => sum + video.getVideoPlaybackQuality().totalVideoFrames, 0);
            """;

    @Test
    void shouldGoOnAfterTwentySecondsWithoutNetwork() throws Exception {
        goOnAfter(20_000);
    }

    /** As long as the server keeps a place for whoever is silent, but for 3 s. */
    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldGoOnAfterThirtySecondsWithoutNetwork() throws Exception {
        goOnAfter(30_000);
    }

    private static void goOnAfter(long outageMillis) throws Exception {
        try (TestServer server = TestServer.withRooms(config -> config);
                UdpRelay relay = new UdpRelay(udpPort(server));
                BreakableProxy proxy = new BreakableProxy(server.address());
                Chromium chromium = Chromium.launch("--allow-loopback-in-peer-connection");
                Page ada = chromium.open(proxy.address() + "/?room=outage&name=Ada&audio=0");
                Guest grace = Guest.open(chromium, server.address(), "grace")) {
            ada.run(THROUGH_RELAY.formatted(udpPort(server), relay.port()));
            ada.evaluate("document.querySelector('#join').click()");
            grace.enter("outage").publishCamera();
            grace.awaitPicture("Ada", "camera");
            until(ada, "document.querySelectorAll('.people .tile.playing').length === 2");
            grace.page()
                    .run(
                            """
                            window.ids = () => [person('Ada').id, publication('Ada', 'camera').id].join();
                            window.known = ids();
                            window.changes = [];
                            for (const type of ['participant-left', 'participant-joined'])
                              room.addEventListener(type, ({ detail }) => changes.push(`${type} ${detail.reason}`));
                            """);

            relay.cut(true);
            proxy.hang();
            long end = System.nanoTime() + outageMillis * 1_000_000;
            // Nothing closed; only the silence tells.
            until(ada, "document.querySelector('[data-key=link]')");
            grace.until("person('Ada').connection === 'disconnected'");
            grace.page().run("await room.chat.send('are you there?');");
            Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
            ada.evaluate("window.shownBefore = shown()");
            relay.cut(false);
            proxy.goOn();

            until(ada, "!document.querySelector('[data-key=link]')");
            until(ada, "document.querySelector('#connection').dataset.state === 'connected'");
            grace.until("person('Ada').connection === 'connected'");
            grace.until("person('Ada').presence === 'here'");
            grace.awaitPicture("Ada", "camera");
            until(ada, "shown() > shownBefore + 5");
            until(ada, "document.querySelector('#messages .text')");
            assertEquals(
                    "are you there?",
                    ada.evaluate(
                                    "[...document.querySelectorAll('#messages .text')].map((each) => each.textContent).join()")
                            .asString());
            assertEquals(
                    "the same",
                    grace.page()
                            .evaluate(
                                    "[...changes, ids() === known ? 'the same' : known + ' ' + ids()].join(', ')")
                            .asString());
            assertEquals(1, grace.page().evaluate("room.participants.size").asInt());
            assertEquals(
                    2, ada.evaluate("document.querySelectorAll('.people .tile').length").asInt());
        }
    }

    /**
     * Only media is cut, for longer than the server waits; messages say so, and the page joins
     * anew.
     */
    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldJoinAnewAfterTheServerGaveUpWaitingForMedia() throws Exception {
        try (TestServer server = TestServer.withRooms(config -> config);
                UdpRelay relay = new UdpRelay(udpPort(server));
                Chromium chromium = Chromium.launch("--allow-loopback-in-peer-connection");
                Page ada = chromium.open(server.address() + "/?room=silence&name=Ada&audio=0");
                Guest grace = Guest.open(chromium, server.address(), "grace")) {
            ada.run(THROUGH_RELAY.formatted(udpPort(server), relay.port()));
            ada.evaluate("document.querySelector('#join').click()");
            grace.enter("silence").publishCamera();
            grace.awaitPicture("Ada", "camera");
            grace.page()
                    .run(
                            """
                            window.identity = person('Ada').identity;
                            room.addEventListener('participant-left', ({ detail }) => { window.reason = detail.reason; });
                            """);
            relay.cut(true);
            // Messages get through, so ICE is restarted over and over, before it is given up.
            ada.until("fragments.size >= 2", Duration.ofSeconds(60));
            grace.page().until("window.reason === 'timeout'", Duration.ofSeconds(90));
            relay.cut(false);
            grace.until("person('Ada')?.identity === identity");
            grace.awaitPicture("Ada", "camera", Duration.ofSeconds(60));
            until(ada, "document.querySelectorAll('.people .tile.playing').length === 2");
        }
    }

    private static int udpPort(TestServer server) {
        return ((SluiceServer) server.rooms()).udpPort();
    }

    private static void until(Page page, String condition) {
        page.until(condition, Guest.PATIENCE);
    }
}
