package dev.sluice.signaling.browser;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A participant in a page of its own that has nothing but {@code sluice-client}. */
final class Guest implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What tests ask of the page: who is there, and what comes in. */
    private static final String HELPERS =
            """
            const client = await import('/sluice-client.js');
            Object.assign(window, client);
            window.errors = [];
            window.enter = async (options) => {
              window.room = await client.join(options);
              room.addEventListener('error', ({ detail }) => errors.push(detail.error.message));
              room.addEventListener('left', ({ detail }) => { window.leftReason = detail.reason; });
              room.addEventListener('track', ({ detail }) => play(detail.stream));
            };
            window.play = (stream) => {
              const known = [...document.querySelectorAll('video')].find((each) => each.srcObject === stream);
              if (known) return known;
              const video = document.createElement('video');
              video.autoplay = true;
              video.srcObject = stream;
              return document.body.appendChild(video);
            };
            window.person = (name) => [...room.participants.values()].find((each) => each.name === name);
            window.publication = (name, source) =>
              [...(person(name)?.publications.values() ?? [])].find((each) => each.source === source);
            window.own = (source) => [...room.publications.values()].find((each) => each.source === source);
            window.statsOf = async (connection, type, test) => {
              const found = [];
              for (const each of (await connection.getStats()).values()) {
                if (each.type === type && test(each)) found.push(each);
              }
              return found;
            };
            window.inbound = async (name, source) => {
              const track = publication(name, source)?.track;
              if (!track) return null;
              const [stats] = await statsOf(room.peerConnection, 'inbound-rtp', (each) => each.trackIdentifier === track.id);
              if (!stats) return null;
              const codec = (await room.peerConnection.getStats()).get(stats.codecId)?.mimeType;
              return { ...stats, codec };
            };
            """;

    private final Tab page;
    private final String name;

    private Guest(Tab page, String name) {
        this.page = page;
        this.name = name;
    }

    /** Opens a page that is ready to join. */
    static Guest open(Chromium chromium, SluiceProcess server, String name) {
        return open(chromium, server.address(), name);
    }

    static Guest open(Chromium chromium, String address, String name) {
        Page page = chromium.open(address + "/health");
        page.run(HELPERS);
        return new Guest(page, name);
    }

    /** Opens a page of Firefox that is ready to join. */
    static Guest open(Firefox firefox, SluiceProcess server, String name) {
        // Firefox shows JSON in a viewer of its own, in which pages' modules do not load.
        Tab page = firefox.open(server.address() + "/sluice-client.js");
        page.run(HELPERS);
        return new Guest(page, name);
    }

    static Guest join(Chromium chromium, SluiceProcess server, String room, String name) {
        Guest guest = open(chromium, server, name);
        guest.page.run("await enter({ room: '%s', name: '%s' });".formatted(room, name));
        return guest;
    }

    /** The page of a guest in Chromium. */
    Page page() {
        if (page instanceof Page chromium) {
            return chromium;
        }
        throw new IllegalStateException("this guest is not in Chromium");
    }

    /** Joins from an opened page. */
    Guest enter(String room) {
        page.run("await enter({ room: '%s', name: '%s' });".formatted(room, name));
        return this;
    }

    Tab tab() {
        return page;
    }

    String name() {
        return name;
    }

    Guest publishMicrophone() {
        page.run("await room.publishMicrophone();");
        return this;
    }

    /** Publishes a small picture, which costs little. */
    Guest publishCamera() {
        return publishCamera("{ width: 320, height: 180, frameRate: 15 }");
    }

    Guest publishCamera(String options) {
        page.run("await room.publishCamera(%s);".formatted(options));
        return this;
    }

    /** Waits until some more frames of somebody's publication are decoded. */
    void awaitPicture(String of, String source) {
        awaitPicture(of, source, PATIENCE);
    }

    void awaitPicture(String of, String source, Duration deadline) {
        awaitRise(of, source, "framesDecoded", 5, deadline);
    }

    /** Waits until some more of somebody's sound is played, and is no silence. */
    void awaitSound(String of, String source) {
        awaitRise(of, source, "totalAudioEnergy", 1e-4, PATIENCE);
    }

    private void awaitRise(String of, String source, String figure, double by, Duration deadline) {
        page.evaluate("window.before = null");
        String rise =
                """
                inbound('%s', '%s').then((stats) => {
                  if (!stats) return false;
                  before ??= stats.%s;
                  return stats.%s >= before + %s;
                })\
                """
                        .formatted(of, source, figure, figure, by);
        page.until(rise, deadline);
    }

    /**
     * The figures of a publication that is received (inbound-rtp), with the codec's MIME type as
     * {@code codec}.
     */
    JsonNode inbound(String of, String source) {
        return page.evaluate("inbound('%s', '%s')".formatted(of, source));
    }

    void until(String condition) {
        page.until(condition, PATIENCE);
    }

    void leave() {
        page.run("await room.leave();");
    }

    @Override
    public void close() {
        page.close();
    }
}
