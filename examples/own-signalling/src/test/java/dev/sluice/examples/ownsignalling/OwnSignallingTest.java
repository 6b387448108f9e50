package dev.sluice.examples.ownsignalling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class OwnSignallingTest {

    private SluiceServer media;
    private OwnSignalling signalling;

    @BeforeEach
    void start() throws Exception {
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withAddresses(List.of(InetAddress.getByName("127.0.0.1"))));
        signalling = new OwnSignalling(media, 0);
    }

    @AfterEach
    void stop() {
        signalling.close();
        media.close();
    }

    @Test
    void shouldAnswerABrowsersOffer() throws Exception {
        String offer;
        try (var in = OwnSignallingTest.class.getResourceAsStream("/chromium.offer.sdp")) {
            offer = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        HttpResponse<String> response = post("/calls/kitchen?name=Ada", offer);
        assertEquals(200, response.statusCode(), response.body());
        String answer = response.body();
        assertTrue(answer.contains(" 127.0.0.1 " + media.udpPort() + " typ host"), answer);
        assertTrue(answer.contains("a=setup:passive"), answer);
        assertTrue(answer.contains("a=ice-lite"), answer);

        List<ParticipantInfo> there = media.participants("kitchen").toCompletableFuture().join();
        assertEquals("Ada", there.get(0).name());
        assertEquals(
                List.of(Source.MICROPHONE, Source.CAMERA),
                there.get(0).publications().stream().map(p -> p.source()).sorted().toList());
    }

    @Test
    void shouldSayWhatIsWrongWithAnOffer() throws Exception {
        HttpResponse<String> response = post("/calls/kitchen?name=Ada", "v=0\nnonsense\n");
        assertEquals(400, response.statusCode());
        assertTrue(response.body().startsWith("sdp: "), response.body());
        assertEquals(List.of(), media.participants("kitchen").toCompletableFuture().join());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        URI uri = URI.create("http://localhost:" + signalling.port() + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
