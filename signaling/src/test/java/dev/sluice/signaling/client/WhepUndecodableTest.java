package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.kit.TestServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A WHEP viewer that cannot decode what is sent is told so instead of being shown black. */
@Timeout(120)
class WhepUndecodableTest {

    private static final String VIEWER =
            """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0
            m=video 9 UDP/TLS/RTP/SAVPF 96
            c=IN IP4 0.0.0.0
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789abcdef01234567
            a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF
            a=setup:actpass
            a=mid:0
            a=recvonly
            a=rtcp-mux
            a=rtpmap:96 %s/90000
            a=rtcp-fb:96 nack pli
            """;

    @Test
    void shouldRefuseWithWordsAndLeaveNoTrace() throws Exception {
        try (TestServer server = TestServer.withRooms(config -> config);
                ClientGroup clients = ClientGroup.start(1)) {
            URI socket = URI.create(server.address().replace("http", "ws") + "/ws");
            HeadlessParticipant ada =
                    get(
                            clients.join(
                                    JoinOptions.of(socket, "words").withIdentity("ada"),
                                    new ParticipantListener() {}));
            get(ada.publish(PublishOptions.of(Source.CAMERA, Codec.H264)));
            HttpResponse<String> refused = view(server, "VP8");
            assertEquals(409, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("the camera is sent as H264 ("), refused.body());
            assertTrue(refused.body().contains("\"undecodable\":[\"camera\"]"), refused.body());
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (get(server.rooms().participants("words")).size() > 1) {
                assertTrue(System.nanoTime() - end < 0, "the refused viewer stays in the room");
                Thread.sleep(10);
            }
            HttpResponse<String> taken = view(server, "H264");
            assertEquals(201, taken.statusCode(), taken.body());
        }
    }

    private static HttpResponse<String> view(TestServer server, String codec) {
        String offer = VIEWER.formatted(codec).replace("\n", "\r\n");
        if (codec.equals("H264")) {
            offer +=
                    "a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=1;"
                            + "profile-level-id=42e01f\r\n";
        }
        return server.request(
                "POST", "/whep/words?participant=ada", offer, "Content-Type", "application/sdp");
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
