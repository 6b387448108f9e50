package dev.sluice.bench.impair;

import dev.sluice.signaling.browser.Chromium;
import dev.sluice.signaling.browser.Page;
import java.time.Duration;

/** A subscriber in a page of Chromium whose media goes through the proxy. Times are ms. */
final class Viewer implements AutoCloseable {

    private static final String HELPERS =
            """
            const client = await import('/sluice-client.js');
            const accept = RTCPeerConnection.prototype.setRemoteDescription;
            RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
              const through = sdp.replaceAll(' %d typ host', ' %d typ host');
              if (through === sdp) throw new Error('no candidate to lead through the proxy in ' + sdp);
              return accept.call(this, { type, sdp: through });
            };
            window.frames = [];
            window.lateness = 0;
            let due = performance.now() + 20;
            setInterval(() => {
              const now = performance.now();
              lateness = Math.max(lateness, now - due);
              due = now + 20;
            }, 20);
            window.watchForVideo = async () => {
              while (!window.firstPacket) {
                const { video } = await figures();
                if (video?.packetsReceived > 0) window.firstPacket = performance.now();
                else await new Promise((resolve) => setTimeout(resolve, 10));
              }
            };
            window.play = (stream) => {
              if (document.querySelector('video')) return;
              const video = document.createElement('video');
              video.autoplay = true;
              video.srcObject = stream;
              document.body.appendChild(video);
              const seen = (now, { height }) => {
                frames.push([now, height]);
                video.requestVideoFrameCallback(seen);
              };
              video.requestVideoFrameCallback(seen);
            };
            window.enter = async (place, name) => {
              window.joined = performance.now();
              window.room = await client.join({ room: place, name });
              room.addEventListener('track', ({ detail }) => play(detail.stream));
              room.addEventListener('audio-fallback', ({ detail }) => fallbacks.push([performance.now(), detail.active]));
              room.addEventListener('quality', ({ detail }) => {
                if (detail.participant === room.me.id) window.quality = detail.level;
              });
              watchForVideo();
            };
            window.fallbacks = [];
            window.quality = 'excellent';
            window.bitsOver = async (kind, ms) => {
              const { now, [kind]: { bytesReceived } } = await figures();
              await new Promise((resolve) => setTimeout(resolve, ms));
              const later = await figures();
              return (later[kind].bytesReceived - bytesReceived) * 8_000 / (later.now - now);
            };
            window.camera = () => {
              for (const person of room.participants.values()) {
                for (const each of person.publications.values()) if (each.source === 'camera') return each;
              }
              throw new Error('no camera');
            };
            window.firstFrame = (since, height) => (frames.find((each) => each[0] >= since && each[1] >= height) ?? [null])[0];
            window.longestGap = (since) => {
              const times = frames.filter((each) => each[0] >= since).map((each) => each[0]);
              let longest = performance.now() - (times.at(-1) ?? since);
              times.forEach((at, i) => { if (i > 0) longest = Math.max(longest, at - times[i - 1]); });
              return longest;
            };
            window.switches = (since) => {
              const heights = frames.filter((each) => each[0] >= since).map((each) => each[1]);
              return heights.filter((height, i) => i > 0 && height !== heights[i - 1]).length;
            };
            window.skews = [];
            setInterval(async () => {
              if (!window.room) return;
              const { audio, video, now } = await figures();
              const skew = video?.estimatedPlayoutTimestamp - audio?.estimatedPlayoutTimestamp;
              if (Number.isFinite(skew)) skews.push([now, Math.abs(skew)]);
            }, 250);
            window.skew = (since) => {
              const all = skews.filter((each) => each[0] >= since).map((each) => each[1]).sort((a, b) => a - b);
              return all[Math.floor(all.length * 0.95)] ?? -1;
            };
            window.figures = async () => {
              const all = { now: performance.now(), lateness };
              for (const each of (await room.peerConnection.getStats()).values()) {
                if (each.type === 'inbound-rtp') all[each.kind] = each;
              }
              return all;
            };
            """;

    private final Page page;

    private Viewer(Page page) {
        this.page = page;
    }

    /** Joins; media goes to {@code proxyPort} instead of the server's own. */
    static Viewer join(Chromium chromium, int httpPort, int mediaPort, int proxyPort, String room) {
        return join(chromium, httpPort, mediaPort, proxyPort, room, "viewer");
    }

    static Viewer join(
            Chromium chromium,
            int httpPort,
            int mediaPort,
            int proxyPort,
            String room,
            String name) {
        Page page = chromium.open("http://127.0.0.1:" + httpPort + "/health");
        page.run(HELPERS.formatted(mediaPort, proxyPort));
        page.run("await enter('%s', '%s');".formatted(room, name));
        return new Viewer(page);
    }

    /** The page's clock. */
    double now() {
        return page.evaluate("performance.now()").asDouble();
    }

    Received received() {
        return Received.of(page.evaluate("figures()"));
    }

    /** Waits for a frame of at least that height; ms after {@code since}. */
    double awaitFrame(double since, int height, Duration deadline) {
        String found = "firstFrame(%f, %d)".formatted(since, height);
        return page.until(found, deadline).asDouble() - since;
    }

    double joined() {
        return page.evaluate("joined").asDouble();
    }

    /** When a packet of video was there first. */
    double firstPacket() {
        return page.until("window.firstPacket", Duration.ofSeconds(30)).asDouble();
    }

    /** Between frames shown, ms; the time since the last one counts. */
    double longestGap(double since) {
        return page.evaluate("longestGap(%f)".formatted(since)).asDouble();
    }

    void receiveMode(String mode) {
        page.run("await room.setReceiveMode('%s');".formatted(mode));
    }

    /** What comes of audio or video over so many seconds from now, in bits per second. */
    double bps(String kind, int seconds) {
        return page.evaluate("bitsOver('%s', %d)".formatted(kind, seconds * 1_000)).asDouble();
    }

    /** Until nothing of the video has come for half a second. */
    void awaitNoVideo(Duration deadline) {
        page.until("bitsOver('video', 500).then((bits) => bits === 0)", deadline);
    }

    /** When the newest fall-back to audio began, or ended. */
    double awaitFallback(boolean active, Duration deadline) {
        String found = "fallbacks.at(-1)?.[1] === %s && fallbacks.at(-1)[0]".formatted(active);
        return page.until(found, deadline).asDouble();
    }

    /** What the server told last of our connection. */
    String quality() {
        return page.evaluate("quality").asString();
    }

    /** Changes of the picture's height. */
    int switches(double since) {
        return page.evaluate("switches(%f)".formatted(since)).asInt();
    }

    /**
     * How far Chromium plays sound and picture apart, by its own estimate, ms: the 95th percentile;
     * -1 when it does not tell.
     */
    double skew(double since) {
        return page.evaluate("skew(%f)".formatted(since)).asDouble();
    }

    /** Publishes its camera too. */
    void publishCamera() {
        page.run("await room.publishCamera({ width: 640, height: 360, frameRate: 24 });");
    }

    void maxHeight(int lines) {
        page.run(
                "await room.setTrackSettings(camera(), { visible: true, maxHeight: %d });"
                        .formatted(lines));
    }

    @Override
    public void close() {
        page.close();
    }
}
