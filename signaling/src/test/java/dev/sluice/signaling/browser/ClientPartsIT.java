package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Parts of the client in a browser, before a server that refuses or is slow at the moment that a
 * test wants.
 */
@Timeout(120)
class ClientPartsIT {

    /**
     * {@code session()} is one with such a server: it does {@code on[type]}, once, when it is asked
     * for that, and {@code on.offer} when there is something to negotiate.
     */
    private static final String HELPERS =
            """
            const { Publisher } = await import('/sluice-client-publisher.js');
            let id = 0;
            window.session = (on = {}) => {
              const asked = [];
              const happen = async (type) => {
                const happens = on[type];
                delete on[type];
                await happens?.();
              };
              const request = async (type, fields) => {
                asked.push(type);
                await happen(type);
                return type === 'publish' ? { publication: { id: `p${++id}`, ...fields } } : {};
              };
              const connection = new RTCPeerConnection();
              return { asked, signal: { request }, connection, negotiator: { negotiate: () => happen('offer') } };
            };
            window.refuse = () => { throw Object.assign(new Error('Too much.'), { code: 'LIMIT' }); };
            window.events = [];
            window.publisher = new Publisher(null, (type) => events.push(type.replace('local-publication-', '')));
            window.track = document.createElement('canvas').captureStream(1).getVideoTracks()[0];
            window.publish = () => publisher.publish(track, { source: 'camera', owned: true });
            /** Published in one session, which is lost, and again in another. */
            window.publishTwice = async (on, muted = false) => {
              publisher.use(session());
              window.published = await publish();
              if (muted) await publisher.mute(published, true);
              events.length = 0;
              window.second = session(on);
              publisher.use(second);
              await publisher.startAgain();
            };
            window.isGone = () => publisher.publications.size === 0 && track.readyState === 'ended';
            """;

    private static SluiceProcess server;
    private static Chromium chromium;

    private Page page;

    @BeforeAll
    static void start() throws IOException {
        server = SluiceProcess.start("parts");
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @BeforeEach
    void open() {
        page = chromium.open(server.address() + "/health");
        page.run(HELPERS);
    }

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void shouldLeaveNothingOfAPublicationThatCouldNotBeOfferedAgain() {
        page.run("await publishTwice({ offer: refuse });");
        until("`${second.asked}` === 'publish,unpublish'");
        until("isGone() && published.transceiver.direction === 'stopped'");
        assertEquals("removed,error", events());
    }

    @Test
    void shouldLeaveNothingOfAPublicationThatCouldNotBeMutedAgain() {
        page.run("await publishTwice({ mute: refuse }, true);");
        until("`${second.asked}` === 'publish,mute,unpublish'");
        until("isGone() && published.transceiver.direction === 'stopped'");
        assertEquals("added,removed,error", events());
    }

    @Test
    void shouldWithdrawOnceWhatIsUnpublishedWhileItStartsAgain() {
        page.run("await publishTwice({ offer: () => publisher.unpublish(published) });");
        assertEquals("publish,unpublish", page.evaluate("`${second.asked}`").asString());
        assertEquals("removed", events());
        until("isGone()");
    }

    @Test
    void shouldWithdrawWhatIsUnpublishedBeforeTheServerKnowsItAgain() {
        page.run("await publishTwice({ publish: () => publisher.unpublish(published) });");
        assertEquals("publish,unpublish", page.evaluate("`${second.asked}`").asString());
        assertEquals("removed", events());
        until("isGone()");
    }

    /** "Stop sharing", before the share has begun. */
    @Test
    void shouldUnpublishATrackThatEndsWhileItIsPublished() {
        page.run(
                "window.first = session({ offer: () => track.stop() }); publisher.use(first); await publish();");
        until("`${first.asked}` === 'publish,unpublish'");
        assertEquals("added,removed", events());
        until("isGone()");
    }

    @Test
    void shouldNotAnnounceWhatIsRemovedWhileItIsPublished() {
        page.run(
                """
                window.first = session({ offer: () => publisher.stopped([...publisher.publications.keys()][0]) });
                publisher.use(first);
                await publish();
                """);
        assertEquals("publish", page.evaluate("`${first.asked}`").asString());
        assertEquals("removed", events());
        until("isGone()");
    }

    @Test
    void shouldAskAgainForAVideoThatWasRefusedForTheMoment() {
        page.run(
                """
                const { View } = await import('/sluice-client-view.js');
                window.told = [];
                const video = document.body.appendChild(document.createElement('video'));
                video.style = 'width: 320px; height: 180px';
                new View(async (settings) => {
                  told.push(settings);
                  if (told.length === 1) refuse();
                }).add(video, false);
                """);
        until("told.length === 2");
        assertEquals(
                "true,true", page.evaluate("`${told.map(({ visible }) => visible)}`").asString());
    }

    @Test
    void shouldLeaveTimeForRepairsBeforeTheFirstPictureOfALongWay() {
        play(0.1);
        page.run(
                """
                connection.dispatchEvent(new Event('connectionstatechange'));
                while (receiver.jitterBufferTarget === null) await new Promise((wake) => setTimeout(wake));
                window.looksUntilThen = looks;
                """);
        assertEquals(
                "160 after 1",
                page.evaluate("`${receiver.jitterBufferTarget} after ${looksUntilThen}`")
                        .asString());
    }

    @Test
    void shouldLeaveTimeForRepairsOnAShortWayOnceSomethingWasLost() {
        play(0.02);
        until("looks >= 2");
        assertEquals("null", page.evaluate("`${receiver.jitterBufferTarget}`").asString());
        page.run("video.packetsReceived += 1_000; video.nackCount = 1;");
        until("receiver.jitterBufferTarget === 80");
    }

    /** A connection that receives a video from so many seconds away, there and back. */
    private void play(double roundTripSeconds) {
        page.run(
                """
                const { leaveTimeForRepairs } = await import('/sluice-client-playout.js');
                window.looks = 0;
                window.receiver = { track: { kind: 'video', id: 'v' }, jitterBufferTarget: null };
                window.video = { type: 'inbound-rtp', kind: 'video', trackIdentifier: 'v', nackCount: 0, packetsReceived: 1_000 };
                const stats = new Map([
                  ['t', { type: 'transport', selectedCandidatePairId: 'p' }],
                  ['p', { type: 'candidate-pair', currentRoundTripTime: %s }],
                  ['v', video],
                ]);
                window.connection = Object.assign(new EventTarget(), {
                  connectionState: 'connected',
                  getTransceivers: () => [{ receiver }],
                  getStats: async () => { looks += 1; return stats; },
                });
                leaveTimeForRepairs(connection);
                """
                        .formatted(roundTripSeconds));
    }

    private void until(String condition) {
        page.until(condition, Guest.PATIENCE);
    }

    private String events() {
        return page.evaluate("`${events}`").asString();
    }
}
