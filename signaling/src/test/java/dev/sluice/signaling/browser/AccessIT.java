package dev.sluice.signaling.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** A server with keys lets in who has a token, and says why it does not let in others. */
@Timeout(60)
class AccessIT {

    private static final String SECRET = "an-hmac-secret-of-more-than-32-bytes-for-tests";
    private static SluiceProcess server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        server = SluiceProcess.start("access", "--key", "tests:" + SECRET);
        chromium = Chromium.launch();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void shouldRefuseAJoinWithoutAToken() {
        assertEquals("UNAUTHORIZED", refusal("{ room: 'closed', name: 'eve' }"));
    }

    @Test
    void shouldRefuseABadToken() {
        String forged = sign(token("closed"), "another-secret-of-more-than-32-bytes-for-tests");
        assertEquals("UNAUTHORIZED", refusal("{ room: 'closed', token: '%s' }".formatted(forged)));
        assertEquals("UNAUTHORIZED", refusal("{ room: 'closed', token: 'rubbish' }"));
    }

    @Test
    void shouldRefuseAnExpiredToken() {
        String old = sign(token("closed").withExpiresAt(Instant.now().minusSeconds(600)), SECRET);
        assertEquals("UNAUTHORIZED", refusal("{ room: 'closed', token: '%s' }".formatted(old)));
    }

    @Test
    void shouldLetInWithAToken() {
        try (Guest ada = Guest.open(chromium, server, "ada")) {
            String good = sign(token("open"), SECRET);
            ada.page().run("await enter({ room: 'open', token: '%s' });".formatted(good));
            assertEquals("Ada L.", ada.page().evaluate("room.me.name").asString());
            assertEquals("ada", ada.page().evaluate("room.me.identity").asString());
            ada.publishMicrophone();
        }
    }

    @Test
    void shouldRefuseWhatTheTokenDoesNotAllow() {
        try (Guest ada = Guest.open(chromium, server, "ada")) {
            String voice = sign(token("voice").withClaim("publish", List.of("microphone")), SECRET);
            ada.page().run("await enter({ room: 'voice', token: '%s' });".formatted(voice));
            ada.publishMicrophone();
            ada.page().run("await room.publishCamera().catch((error) => { window.why = error; });");
            assertEquals("FORBIDDEN", ada.page().evaluate("why.code").asString());
        }
    }

    @Test
    void shouldTellInWordsOnThePage() {
        try (Page page = chromium.open(server.address() + "/?room=closed&name=Eve&join=1")) {
            String error = "document.querySelector('#join-error:not([hidden])')?.textContent";
            assertFalse(page.until(error, Guest.PATIENCE).asString().isBlank());
        }
    }

    @Test
    void shouldTakeTheTokenOfTheFragmentOnThePage() {
        String good = sign(token("closed"), SECRET);
        String address = server.address() + "/?room=closed&join=1&audio=0&video=0#token=" + good;
        try (Page page = chromium.open(address)) {
            page.until("document.querySelector('#call:not([hidden])')", Guest.PATIENCE);
            String name = "document.querySelector('.tile .name').textContent";
            assertEquals("Ada L. (you)", page.evaluate(name).asString());
        }
    }

    /** Two devices of a household, one command: both open the link, and say who they are. */
    @Test
    void shouldCallByTheLinkOfLan() throws IOException {
        try (SluiceProcess lan = SluiceProcess.start("lan", "--lan");
                Chromium warned = Chromium.launch("--ignore-certificate-errors");
                Page ada = warned.open(lan.link());
                Page grace = warned.open(lan.link())) {
            assertTrue(lan.link().startsWith("https://"), lan.link());
            enterAs(ada, "Ada");
            enterAs(grace, "Grace");
            for (Page page : List.of(ada, grace)) {
                page.until(
                        "document.querySelectorAll('.people .tile.playing').length === 2",
                        Guest.PATIENCE);
                assertEquals(List.of(), page.problems());
            }
        }
    }

    private static void enterAs(Page page, String name) {
        page.until("document.activeElement.id === 'name'", Guest.PATIENCE);
        page.type(name);
        page.press("Enter", 13);
    }

    @Test
    void shouldCheckTheConnectionWithAPersonalToken() {
        try (Page page = chromium.open(server.address() + "/?room=check")) {
            ConnectionCheck.run(page);
            JsonNode refused = ConnectionCheck.finding(page, "Messages", "bad");
            assertTrue(refused.get("remedy").asString().contains("token"), refused.toString());
        }
        String good = sign(token("check"), SECRET);
        try (Page page = chromium.open(server.address() + "/?room=check#token=" + good)) {
            ConnectionCheck.run(page);
            ConnectionCheck.finding(page, "UDP", "ok");
            ConnectionCheck.finding(page, "Result", "ok");
        }
    }

    private static String refusal(String options) {
        try (Guest eve = Guest.open(chromium, server, "eve")) {
            eve.page()
                    .run(
                            "await enter(%s).catch((error) => { window.why = error; });"
                                    .formatted(options));
            return eve.page().evaluate("why.code").asString();
        }
    }

    private static JWTCreator.Builder token(String room) {
        return JWT.create()
                .withKeyId("tests")
                .withSubject("ada")
                .withClaim("name", "Ada L.")
                .withClaim("room", room)
                .withClaim("publish", true)
                .withClaim("subscribe", true)
                .withExpiresAt(Instant.now().plusSeconds(600));
    }

    private static String sign(JWTCreator.Builder token, String secret) {
        return token.sign(Algorithm.HMAC256(secret));
    }
}
