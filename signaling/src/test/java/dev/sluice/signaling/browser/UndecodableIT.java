package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody publishes in a codec that a viewer has not offered: the viewer is told in words. */
@Timeout(60)
class UndecodableIT {

    private static final String ONLY_VP8 =
            """
            const { prototype } = RTCRtpTransceiver;
            const prefer = prototype.setCodecPreferences;
            const known = RTCRtpReceiver.getCapabilities('video').codecs;
            const vp8 = known.filter(({ mimeType }) => mimeType === 'video/VP8');
            prototype.setCodecPreferences = function (codecs) {
              prefer.call(this, this.receiver.track.kind === 'video' ? vp8 : codecs);
            };
            const Native = window.RTCPeerConnection;
            window.RTCPeerConnection = class extends Native {
              addTransceiver(kind, init) {
                const transceiver = super.addTransceiver(kind, init);
                if (kind === 'video') transceiver.setCodecPreferences(vp8);
                return transceiver;
              }
            };
            """;

    private static final String PUBLISH_H264 =
            """
            const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 180 } });
            window.connection = new RTCPeerConnection();
            const transceiver = connection.addTransceiver(stream.getVideoTracks()[0], { direction: 'sendonly' });
            const known = RTCRtpSender.getCapabilities('video').codecs;
            transceiver.setCodecPreferences(known.filter(({ mimeType }) => mimeType === 'video/H264'));
            await connection.setLocalDescription();
            const reply = await fetch('/whip/words', {
              method: 'POST',
              headers: { 'Content-Type': 'application/sdp' },
              body: connection.localDescription.sdp,
            });
            await connection.setRemoteDescription({ type: 'answer', sdp: await reply.text() });
            """;

    @Test
    void shouldTellAViewerWhatItCannotPlay() throws IOException {
        try (SluiceProcess server = SluiceProcess.start("undecodable");
                Chromium chromium = Chromium.launch();
                Guest viewer = Guest.open(chromium, server, "viewer");
                Page publisher = chromium.open(server.address() + "/health")) {
            viewer.page().run(ONLY_VP8);
            viewer.enter("words");
            viewer.page()
                    .run(
                            "window.told = [];"
                                    + "room.addEventListener('undecodable', ({ detail }) => told.push(detail));");
            publisher.run(PUBLISH_H264);
            viewer.until("told.length > 0");
            assertEquals("camera", viewer.page().evaluate("told[0].publication.source").asString());
            String message = viewer.page().evaluate("told[0].message").asString();
            assertTrue(
                    message.startsWith("It is sent as H264 (") && message.endsWith("."), message);
            assertEquals(
                    message, viewer.page().evaluate("told[0].publication.undecodable").asString());
            assertEquals(1, viewer.page().evaluate("told.length").asInt());
            String found =
                    viewer.page()
                            .evaluate(
                                    "fetch(`/api/v1/rooms/words/participants/${room.me.id}/explanation`)"
                                            + ".then((reply) => reply.json())"
                                            + ".then(({ findings }) => findings.find(({ cause }) =>"
                                            + " cause === 'undecodable').sentence)")
                            .asString();
            assertTrue(
                    found.contains("'s picture comes as H264 (")
                            && found.endsWith("), which this participant's device does not take."),
                    found);
        }
    }
}
