package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Whatever comes in, the call of others goes on, which is looked at after each test. */
@Timeout(60)
class BadInputIT {

    /** Longer than any answer over loopback takes. */
    private static final int ANSWER_MILLIS = 200;

    private static SluiceProcess server;
    private static Chromium chromium;
    private static Guest ada;
    private static Guest grace;

    @BeforeAll
    static void start() throws IOException {
        server = SluiceProcess.start("bad-input");
        chromium = Chromium.launch();
        ada = Guest.join(chromium, server, "good", "ada");
        grace = Guest.join(chromium, server, "good", "grace");
        ada.publishMicrophone().publishCamera();
        grace.publishMicrophone().publishCamera();
        ada.awaitPicture("grace", "camera");
    }

    @AfterEach
    void seeThatTheOtherCallGoesOn() {
        assertTrue(server.isRunning());
        ada.awaitPicture("grace", "camera");
        grace.awaitPicture("ada", "camera");
        grace.awaitSound("ada", "microphone");
        assertEquals("connected", grace.page().evaluate("room.state").asString());
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void shouldAnswerMalformedJsonWithAnError() {
        for (String text :
                List.of(
                        "{",
                        "[]",
                        "\"join\"",
                        "{\"id\": 1}",
                        "{\"type\": 5, \"id\": 1}",
                        "nul",
                        "")) {
            try (RawSocket socket = new RawSocket(server.address())) {
                JsonNode reply = socket.ask(text);
                assertEquals("error", reply.get("type").asString(), text);
                assertEquals("BAD_REQUEST", reply.get("code").asString(), text);
            }
        }
    }

    @Test
    void shouldAnswerAnUnknownMessageWithAnErrorThatNamesIt() {
        try (RawSocket socket = new RawSocket(server.address())) {
            socket.ask(Map.of("type", "join", "id", 1, "room", "bad", "name", "eve"));
            JsonNode reply = socket.ask(Map.of("type", "dance", "id", 2));
            assertEquals(2, reply.get("id").asInt());
            assertEquals("BAD_REQUEST", reply.get("code").asString());
            assertTrue(reply.get("error").asString().contains("dance"), reply.toString());
        }
    }

    @Test
    void shouldAnswerAbsurdSdpWithAnError() {
        try (RawSocket socket = new RawSocket(server.address())) {
            socket.ask(Map.of("type", "join", "id", 1, "room", "bad", "name", "eve"));
            String head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
            String section = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:%d\r\n";
            StringBuilder many = new StringBuilder(head);
            for (int i = 0; i < 2_000; i++) {
                many.append(section.formatted(i));
            }
            List<String> absurd =
                    List.of(
                            "",
                            "hello",
                            head + "m=audio 99999999999 UDP/TLS/RTP/SAVPF 111\r\n",
                            head + "m=\r\n",
                            head
                                    + section.formatted(0)
                                    + "a=extmap:-1 x\r\na=rtpmap:111\r\na=fingerprint:\r\n",
                            head + "a=group:BUNDLE 0 0 0 0\r\n" + section.formatted(0),
                            many.toString(),
                            "v=0\r\n" + "a".repeat(100_000));
            for (int i = 0; i < absurd.size(); i++) {
                JsonNode reply =
                        socket.ask(Map.of("type", "offer", "id", 10 + i, "sdp", absurd.get(i)));
                assertEquals(10 + i, reply.get("id").asInt());
                assertEquals("error", reply.get("type").asString(), "SDP " + i + ": " + reply);
            }
        }
    }

    @Test
    void shouldCloseWhenAMessageIsFarTooLarge() {
        try (RawSocket socket = new RawSocket(server.address())) {
            socket.send("{\"type\":\"join\",\"id\":1,\"room\":\"" + "x".repeat(2 << 20) + "\"}");
            assertEquals(1009, socket.awaitClose());
        }
    }

    @Test
    void shouldNotTrustAnotherFingerprint() {
        try (Guest eve = Guest.open(chromium, server, "eve")) {
            eve.page()
                    .run(
                            """
                            const send = WebSocket.prototype.send;
                            const other = 'sha-256 ' + Array(32).fill('AB').join(':');
                            WebSocket.prototype.send = function (text) {
                              return send.call(this, text.replace(/sha-256 [0-9A-F:]+/g, other));
                            };
                            await enter({ room: 'good', name: 'eve' });
                            window.states = [room.state];
                            room.addEventListener('state', ({ detail }) => states.push(detail.state));
                            room.peerConnection.addEventListener('track', ({ track }) => {
                              track.addEventListener('unmute', () => states.push('media'));
                            });
                            """);
            eve.until("window.leftReason");
            String states = eve.page().evaluate("states.join()").asString();
            assertFalse(states.matches(".*\\b(connected|media)\\b.*"), states);
        }
    }

    @Test
    void shouldIgnoreGarbageOnTheMediaPort() throws IOException {
        String candidate =
                ada.page()
                        .evaluate(
                                "room.peerConnection.remoteDescription.sdp.match(/a=candidate:.*/)[0]")
                        .asString();
        String[] fields = candidate.split(" ");
        InetAddress address = InetAddress.getByName(fields[4]);
        int port = Integer.parseInt(fields[5]);
        Random random = new Random(42);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 5_000; i++) {
                // Some come in fragments, and are more than any datagram of ours.
                byte[] garbage = new byte[random.nextInt(i % 50 == 0 ? 9_000 : 1_472)];
                random.nextBytes(garbage);
                if (garbage.length > 20 && i % 4 == 0) {
                    // A STUN binding request by its looks, a DTLS record, RTP: each gate is knocked
                    // at.
                    garbage[0] = (byte) List.of(0, 22, 128).get(i / 4 % 3).intValue();
                    garbage[1] = 1;
                    System.arraycopy(new byte[] {0x21, 0x12, (byte) 0xa4, 0x42}, 0, garbage, 4, 4);
                }
                socket.send(new DatagramPacket(garbage, garbage.length, address, port));
            }
            socket.setSoTimeout(ANSWER_MILLIS);
            int answers = 0;
            try {
                while (true) {
                    socket.receive(new DatagramPacket(new byte[1_500], 1_500));
                    answers++;
                }
            } catch (SocketTimeoutException expected) {
                assertEquals(0, answers, "nothing is answered to the unauthenticated");
            }
        }
    }

    /** The address of the signalling socket. */
    static URI webSocket(String address) {
        return URI.create(address.replaceFirst("http", "ws") + "/ws");
    }
}
