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
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.Source;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
        assertReads(grant, KEY);
        assertReads(grant, OTHER);
        Grant anybody = new Grant("kitchen", null, null, Permissions.ALL, NOW.plusSeconds(60));
        assertReads(anybody, KEY);
        Grant viewer =
                new Grant(
                        "kitchen", "v", null, new Permissions(Set.of(), true), NOW.plusSeconds(60));
        assertReads(viewer, KEY);
        assertReads(anybody.withRole(Role.CO_HOST, false), KEY);
        assertReads(anybody.withRole(null, true), KEY);
        assertReads(anybody.withRights(true, true), KEY);
        Permissions ghost = new Permissions(Set.of(), true, false, true);
        assertReads(
                new Grant(
                        "kitchen",
                        "g",
                        null,
                        ghost,
                        NOW.plusSeconds(60),
                        "",
                        Role.VIEWER,
                        false,
                        Map.of("team", "blue"),
                        false,
                        false),
                KEY);
    }

    /** All but the id, which an issued token has of itself. */
    private void assertReads(Grant grant, ApiKey key) {
        Grant read = verifier.verify(new TokenIssuer(key).issue(grant), "kitchen");
        assertTrue(read.tokenId().startsWith("sha256:"), read.tokenId());
        assertEquals(
                grant,
                new Grant(
                        read.room(),
                        read.identity(),
                        read.name(),
                        read.permissions(),
                        read.expiresAt(),
                        "",
                        read.role(),
                        read.hostIfFirst(),
                        read.attributes(),
                        read.calls(),
                        read.admin()));
    }

    @Test
    void shouldNameATokenByItsIdOrByWhatIsSigned() {
        assertEquals("jti:t1", verifier.verify(sign(token().withJWTId("t1")), "kitchen").tokenId());
        String token = sign(token());
        String id = verifier.verify(token, "kitchen").tokenId();
        assertEquals(id, verifier.verify(sign(token()), "kitchen").tokenId());
        // The same signature in another spelling: the last two bits of base64 stand for nothing,
        // and have to be 0, so that a token has one spelling.
        char last = token.charAt(token.length() - 1);
        String respelled = token.substring(0, token.length() - 1) + (char) (last + 1);
        assertThrows(RejectedException.class, () -> verifier.verify(respelled, "kitchen"));
    }

    @Test
    void shouldTakeTheOneAlgorithmOfEachPublicKey() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        KeyPair rsaPair = rsa.generateKeyPair();
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair ecPair = ec.generateKeyPair();
        TokenVerifier both =
                new TokenVerifier(
                        List.of(),
                        List.of(rsaPair.getPublic(), ecPair.getPublic()),
                        Clock.fixed(NOW, ZoneOffset.UTC));
        RSAPublicKey rsaPublic = (RSAPublicKey) rsaPair.getPublic();
        RSAPrivateKey rsaPrivate = (RSAPrivateKey) rsaPair.getPrivate();
        ECPrivateKey ecPrivate = (ECPrivateKey) ecPair.getPrivate();
        both.verify(token().sign(Algorithm.RSA256(rsaPublic, rsaPrivate)), "kitchen");
        both.verify(token().sign(Algorithm.ECDSA256(null, ecPrivate)), "kitchen");
        for (Algorithm wrong :
                List.of(
                        Algorithm.RSA384(rsaPublic, rsaPrivate),
                        Algorithm.RSA512(rsaPublic, rsaPrivate),
                        // The public key as a secret: whoever knows it could sign.
                        Algorithm.HMAC256(rsaPublic.getEncoded()),
                        Algorithm.HMAC256(ecPair.getPublic().getEncoded()),
                        Algorithm.none())) {
            assertThrows(
                    RejectedException.class,
                    () -> both.verify(token().sign(wrong), "kitchen"),
                    wrong.getName());
        }
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        ECPrivateKey stranger = (ECPrivateKey) ec.generateKeyPair().getPrivate();
        assertThrows(
                RejectedException.class,
                () -> both.verify(token().sign(Algorithm.ECDSA256(null, stranger)), "kitchen"));
    }

    @Test
    void shouldRefusePublicKeysThatAreTooWeakOrOfAnotherKind() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp384r1"));
        KeyPairGenerator edwards = KeyPairGenerator.getInstance("Ed25519");
        for (KeyPairGenerator generator : List.of(rsa, ec, edwards)) {
            PublicKey key = generator.generateKeyPair().getPublic();
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new TokenVerifier(List.of(), List.of(key), Clock.systemUTC()),
                    key.getAlgorithm());
        }
    }

    @Test
    void shouldOpenNoRoomWithATokenForNone() {
        String calling =
                JWT.create()
                        .withSubject("ada")
                        .withClaim("call", true)
                        .withExpiresAt(NOW.plusSeconds(60))
                        .sign(algorithm());
        assertTrue(verifier.verify(calling).calls());
        assertRefused(calling);
        assertRefused(
                JWT.create()
                        .withSubject("ada")
                        .withExpiresAt(NOW.plusSeconds(60))
                        .sign(algorithm()));
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
        assertRefused(sign(token().withClaim("role", "king")));
        assertRefused(sign(token().withClaim("role", true)));
        assertRefused(sign(token().withClaim("hidden", "yes")));
        assertRefused(sign(token().withClaim("data", 1)));
        assertRefused(sign(token().withClaim("attributes", "blue")));
        assertRefused(sign(token().withClaim("attributes", Map.of("n", 1))));
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
