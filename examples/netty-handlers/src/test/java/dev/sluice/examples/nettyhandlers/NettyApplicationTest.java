package dev.sluice.examples.nettyhandlers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.ParticipantListener;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class NettyApplicationTest {

    @Test
    void shouldGreetAndCarryCallsOnOnePort() throws Exception {
        ServerConfig config =
                ServerConfig.DEFAULT
                        .withUdpPort(0)
                        .withAddresses(List.of(InetAddress.getLoopbackAddress()));
        try (SluiceServer media = SluiceServer.start(config);
                NettyApplication application = new NettyApplication(media, 0);
                ClientGroup clients = ClientGroup.start(1)) {
            String address = "localhost:" + application.port();
            assertEquals("Hello\n", get("http://" + address + "/"));
            HeadlessParticipant ada =
                    clients.join(
                                    JoinOptions.of(
                                            URI.create("ws://" + address + "/ws"), "kitchen"),
                                    new ParticipantListener() {})
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
            ada.connected().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertEquals("Hello\n", get("http://" + address + "/"));
        }
    }

    private static String get(String uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString())
                .body();
    }
}
