package dev.sluice.signaling.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.kit.WebSocketClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What clients say of themselves, and what the admin API tells of calls. */
@Timeout(60)
class InsightTest {

    private static TestServer server;

    private String room;
    private WebSocketClient ada;
    private String id;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.withRooms(config -> config);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void join(TestInfo test) {
        room = test.getTestMethod().orElseThrow().getName();
        ada = server.webSocket();
        id = ada.join(room, "ada").at("/participant/id").asString();
    }

    @AfterEach
    void leave() {
        ada.close();
    }

    private JsonNode ask(int status, String path) {
        HttpResponse<String> response = server.get("/api/v1/rooms/" + path);
        assertEquals(status, response.statusCode(), path + ": " + response.body());
        return JsonMapper.shared().readTree(response.body());
    }

    @Test
    void shouldKeepWhatAClientSaysOfItself() {
        ada.must(
                "client-stats",
                """
                "intervalMillis": 5000, "browser": "Chrome 140", "device": "Linux",
                "received": [{"publication": "pu", "codec": "VP8", "height": 360, "fps": 24.5, "freezes": 2}],
                "sent": [{"publication": "own", "rid": "h", "bps": 1000, "limitation": "cpu"}]
                """);
        JsonNode client = ask(200, room + "/participants/" + id + "/statistics").get("client");
        assertEquals("Chrome 140", client.at("/latest/browser").asString());
        assertEquals("pu", client.at("/latest/received/0/publication").asString());
        assertEquals(24.5, client.at("/latest/received/0/fps").asDouble());
        assertEquals("cpu", client.at("/latest/sent/0/limitation").asString());
        assertEquals("pu", client.at("/history/0/publication").asString());
        assertEquals(2, client.at("/history/0/freezes/0").asInt());
    }

    @Test
    void shouldRefuseClientStatsThatAreTooLargeOrWrong() {
        String large = "\"intervalMillis\":1,\"browser\":\"%s\"".formatted("x".repeat(8_192));
        assertTrue(
                ada.refused("TOO_LARGE", "client-stats", large)
                        .get("error")
                        .asString()
                        .contains("give 8192 at most"));
        ada.refused("BAD_REQUEST", "client-stats", "");
        for (String wrong :
                new String[] {
                    "\"received\":{}",
                    "\"received\":[1]",
                    "\"received\":[{}]",
                    "\"received\":[{\"publication\":\"p\",\"fps\":-1}]",
                    "\"received\":[{\"publication\":\"p\",\"fps\":\"many\"}]",
                    "\"received\":[{\"publication\":\"p\",\"freezes\":-1}]",
                    "\"received\":[{\"publication\":\"p\",\"freezes\":1.5}]",
                    "\"sent\":[{\"publication\":\"p\",\"limitation\":\"mood\"}]",
                    "\"device\":\"%s\"".formatted("x".repeat(129))
                }) {
            ada.refused("BAD_REQUEST", "client-stats", "\"intervalMillis\":1," + wrong);
        }
        JsonNode client = ask(200, room + "/participants/" + id + "/statistics").get("client");
        assertTrue(client.get("latest").isNull(), client.toString());
    }

    @Test
    void shouldTraceACallWithWhatHappenedInIt() {
        try (WebSocketClient bob = server.webSocket()) {
            bob.join(room, "bob");
            bob.must("leave", "");
            JsonNode trace = ask(200, room + "/trace");
            assertEquals(room, trace.at("/room/name").asString());
            assertEquals(1, trace.get("participants").size());
            JsonNode participant = trace.at("/participants/0");
            assertEquals("ada", participant.at("/participant/identity").asString());
            assertTrue(participant.get("stats").isNull(), "it made no offer");
            StringBuilder happened = new StringBuilder();
            trace.get("timeline")
                    .forEach(each ->
                            happened.append(each.get("what").asString())
                                    .append(' ')
                                    .append(each.get("name").asString())
                                    .append(' ')
                                    .append(each.get("detail").asString(""))
                                    .append('\n'));
            assertEquals(
                    "participant-joined ada \nparticipant-joined bob \nparticipant-left bob left\n",
                    happened.toString());
        }
    }

    @Test
    void shouldSayWhatItCannotTell() {
        ask(409, room + "/participants/" + id + "/explanation");
        ask(404, room + "/participants/nobody/explanation");
        ask(404, room + "/participants/nobody/statistics");
        ask(404, "nowhere/trace");
        ask(400, room + "/participants/" + id + "/statistics?decisions=-1");
    }
}
