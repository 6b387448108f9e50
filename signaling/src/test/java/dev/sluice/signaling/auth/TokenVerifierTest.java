package dev.sluice.signaling.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Source;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final ApiKey KEY = new ApiKey("one", SECRET);
    private static final ApiKey OTHER = new ApiKey("two", "another-secret-of-at-least-32-bytes");

    private final TokenVerifier verifier =
            new TokenVerifier(List.of(OTHER, KEY), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void shouldReadWhatTheIssuerWrote() {
        Permissions some = new Permissions(Set.of(Source.CAMERA, Source.SCREEN_AUDIO), false);
        Grant grant = new Grant("kitchen", "ada", "Ada L.", some, NOW.plusSeconds(60));
        assertEquals(grant, verifier.verify(new TokenIssuer(KEY).issue(grant), "kitchen"));
        assertEquals(grant, verifier.verify(new TokenIssuer(OTHER).issue(grant), "kitchen"));
        Grant anybody = new Grant("kitchen", null, null, Permissions.ALL, NOW.plusSeconds(60));
        assertEquals(anybody, verifier.verify(new TokenIssuer(KEY).issue(anybody), "kitchen"));
        Grant viewer =
                new Grant(
                        "kitchen", "v", null, new Permissions(Set.of(), true), NOW.plusSeconds(60));
        assertEquals(viewer, verifier.verify(new TokenIssuer(KEY).issue(viewer), "kitchen"));
    }

    @Test
    void shouldAllowEverythingThatTheTokenDoesNotForbid() {
        Grant grant = verifier.verify(sign(token()), "kitchen");
        assertEquals(Permissions.ALL, grant.permissions());
    }

    @Test
    void shouldAskForAToken() {
        assertEquals(Code.UNAUTHORIZED, refusal(null).code());
        assertEquals(Code.UNAUTHORIZED, refusal("").code());
    }

    @Test
    void shouldRefuseEveryOtherAlgorithm() throws Exception {
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        assertRefused(token().sign(Algorithm.none()));
        assertRefused(token().sign(Algorithm.HMAC384(secret)));
        assertRefused(token().sign(Algorithm.HMAC512(secret)));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        assertRefused(
                token().sign(
                                Algorithm.RSA256(
                                        (RSAPublicKey) pair.getPublic(),
                                        (RSAPrivateKey) pair.getPrivate())));
    }

    @Test
    void shouldRefuseAnUnsignedTokenThatClaimsToBeSigned() {
        String[] parts = sign(token()).split("\\.");
        assertRefused(parts[0] + "." + parts[1] + ".");
        String none = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        assertRefused(none + "." + parts[1] + ".");
        assertRefused(none + "." + parts[1] + "." + parts[2]);
        assertRefused(base64("{\"alg\":\"HS256\",\"alg\":\"none\"}") + "." + parts[1] + ".");
    }

    @Test
    void shouldRefuseTamperedTokens() {
        String token = sign(token());
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'Q' : 'A';
            String tampered = token.substring(0, i) + other + token.substring(i + 1);
            // The last character of 43 holds two bits that stand for nothing.
            if (i != token.length() - 1) {
                assertRefused(tampered);
            }
        }
        String[] parts = token.split("\\.");
        String more = base64("{\"room\":\"cellar\",\"exp\":4000000000}");
        assertRefused(parts[0] + "." + more + "." + parts[2]);
    }

    @Test
    void shouldRefuseAForeignSecret() {
        assertRefused(token().sign(Algorithm.HMAC256("x".repeat(32))));
    }

    @Test
    void shouldRequireAnExpiry() {
        assertRefused(JWT.create().withClaim("room", "kitchen").sign(algorithm()));
    }

    @Test
    void shouldSayThatATokenExpired() {
        RejectedException refusal = refusal(sign(token().withExpiresAt(NOW.minusSeconds(1))));
        assertEquals(Code.UNAUTHORIZED, refusal.code());
        assertTrue(refusal.getMessage().contains("expired at 2026-11-20T11:59:59Z"));
    }

    @Test
    void shouldRefuseATokenOfTheFuture() {
        assertRefused(sign(token().withNotBefore(NOW.plusSeconds(300))));
    }

    @Test
    void shouldAnswerAWrongRoomAsAForgedToken() {
        String message =
                assertThrows(
                                RejectedException.class,
                                () -> verifier.verify(sign(token()), "cellar"))
                        .getMessage();
        assertEquals(refusal("forged").getMessage(), message);
    }

    @Test
    void shouldRefuseClaimsOfTheWrongType() {
        assertRefused(sign(token().withClaim("room", 7)));
        assertRefused(sign(token().withClaim("room", "")));
        assertRefused(sign(token().withClaim("publish", "camera")));
        assertRefused(sign(token().withClaim("publish", List.of("camera", "roof"))));
        assertRefused(sign(token().withClaim("publish", List.of(1, 2))));
        assertRefused(sign(token().withClaim("subscribe", "yes")));
        assertRefused(sign(token().withClaim("name", "x".repeat(257))));
        assertRefused(sign(token().withSubject("")));
        assertRefused(sign(token().withClaim("publish", (Boolean) null)));
    }

    @Test
    void shouldRefuseRubbish() {
        for (String rubbish :
                List.of("x", "..", "a.b.c", "é.é.é", "e30.e30.e30", " ", "a".repeat(9000))) {
            assertRefused(rubbish);
        }
    }

    @Test
    void shouldFindTheTokenOfAnAuthorizationHeader() {
        assertEquals("abc", TokenVerifier.bearer("Bearer abc"));
        assertEquals("abc", TokenVerifier.bearer("bearer  abc"));
        assertNull(TokenVerifier.bearer("Basic abc"));
        assertNull(TokenVerifier.bearer(null));
    }

    private static JWTCreator.Builder token() {
        return JWT.create().withClaim("room", "kitchen").withExpiresAt(NOW.plusSeconds(60));
    }

    private static String sign(JWTCreator.Builder token) {
        return token.sign(algorithm());
    }

    private static Algorithm algorithm() {
        return Algorithm.HMAC256(SECRET);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private RejectedException refusal(String token) {
        return assertThrows(RejectedException.class, () -> verifier.verify(token, "kitchen"));
    }

    private void assertRefused(String token) {
        RejectedException refusal = refusal(token);
        assertEquals(Code.UNAUTHORIZED, refusal.code());
        assertTrue(refusal.getMessage().contains("not valid"), refusal.getMessage());
    }
}
