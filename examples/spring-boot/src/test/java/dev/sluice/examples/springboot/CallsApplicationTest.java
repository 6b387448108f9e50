package dev.sluice.examples.springboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.ParticipantListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@Timeout(300)
class CallsApplicationTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void shouldLetUsersCallAndTellThemWhenItStops() throws Exception {
        ConfigurableApplicationContext application =
                SpringApplication.run(
                        CallsApplication.class,
                        "--server.port=0",
                        "--calls.port=0",
                        "--calls.udp-port=0",
                        "--spring.main.banner-mode=off");
        try (ClientGroup clients = ClientGroup.start(1)) {
            String site =
                    "http://localhost:"
                            + application.getEnvironment().getProperty("local.server.port");
            assertTrue(get(site + "/").contains("sluice-client.js"));
            assertTrue(get(site + "/sluice-client.js").contains("export"));
            assertTrue(get(site + "/sluice-client-room.js").contains("export"));

            JsonNode ticket = ticket(site);
            URI server = URI.create("ws://localhost:" + ticket.get("port").asInt() + "/ws");
            JoinOptions join =
                    JoinOptions.of(server, "kitchen").withToken(ticket.get("token").asString());
            HeadlessParticipant ada =
                    clients.join(join, new ParticipantListener() {})
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
            ada.connected().toCompletableFuture().get(30, TimeUnit.SECONDS);

            application.close();
            ada.closed().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertFalse(application.isRunning());
        } finally {
            application.close();
        }
    }

    private JsonNode ticket(String site) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(
                        HttpRequest.newBuilder(URI.create(site + "/rooms/kitchen/tickets?name=Ada"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return new ObjectMapper().readTree(response.body());
    }

    private String get(String uri) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(
                        HttpRequest.newBuilder(URI.create(uri)).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), uri);
        return response.body();
    }
}
