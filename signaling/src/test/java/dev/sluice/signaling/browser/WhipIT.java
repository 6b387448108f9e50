package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Plain pages, without any code of ours, publish by WHIP and play by WHEP. */
@Timeout(60)
class WhipIT {

    private static final String PUBLISH =
            """
            const media = { audio: true, video: { width: 320, height: 180, frameRate: 15 } };
            const stream = await navigator.mediaDevices.getUserMedia(media);
            window.connection = new RTCPeerConnection();
            for (const track of stream.getTracks()) connection.addTransceiver(track, { direction: 'sendonly' });
            """;

    private static final String PLAY =
            """
            window.connection = new RTCPeerConnection();
            const video = document.body.appendChild(document.createElement('video'));
            video.autoplay = true;
            video.srcObject = new MediaStream();
            connection.ontrack = ({ track }) => video.srcObject.addTrack(track);
            for (const kind of ['audio', 'video']) connection.addTransceiver(kind, { direction: 'recvonly' });
            """;

    private static final String POST =
            """
            await connection.setLocalDescription();
            const reply = await fetch('%s', {
              method: 'POST',
              headers: { 'Content-Type': 'application/sdp' },
              body: connection.localDescription.sdp,
            });
            const answer = await reply.text();
            if (reply.status !== 201) throw new Error(reply.status + ' ' + answer);
            window.session = reply.headers.get('Location');
            await connection.setRemoteDescription({ type: 'answer', sdp: answer });
            return { status: reply.status, type: reply.headers.get('Content-Type'), etag: reply.headers.get('ETag') };
            """;

    @Test
    void shouldPublishAndPlayFromPlainPages() throws IOException {
        try (SluiceProcess server = SluiceProcess.start("whip");
                Chromium chromium = Chromium.launch();
                Guest guest = Guest.join(chromium, server, "studio", "guest");
                Page publisher = chromium.open(server.address() + "/health");
                Page player = chromium.open(server.address() + "/health")) {
            JsonNode created = publisher.run(PUBLISH + POST.formatted("/whip/studio"));
            assertEquals("application/sdp", created.get("type").asString());
            assertTrue(created.get("etag").asString().startsWith("\""), "a strong ETag");
            publisher.until("connection.connectionState === 'connected'", Guest.PATIENCE);

            guest.until("room.participants.size === 1");
            String name =
                    guest.page().evaluate("[...room.participants.values()][0].name").asString();
            guest.awaitPicture(name, "camera");
            guest.awaitSound(name, "microphone");

            player.run(PLAY + POST.formatted("/whep/studio"));
            awaitPlaying(player);

            assertTrue(
                    publisher
                            .run("return (await fetch(session, { method: 'DELETE' })).ok;")
                            .asBoolean());
            guest.until(
                    "![...room.participants.values()].some(({ name }) => name === '%s')"
                            .formatted(name));
        }
    }

    private static void awaitPlaying(Page player) {
        String figures =
                """
                window.playing = async () => {
                  const stats = [...(await connection.getStats()).values()];
                  const of = (kind) => stats.find((each) => each.type === 'inbound-rtp' && each.kind === kind);
                  return of('video')?.framesDecoded > 10 && of('audio')?.totalAudioEnergy > 1e-4;
                };
                """;
        player.run(figures);
        player.until("playing()", Guest.PATIENCE);
    }
}
