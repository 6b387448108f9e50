package dev.sluice.signaling.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.sluice.sfu.api.RejectedException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Project Wycheproof's own vectors for JWS, of a file that is not ours to copy:
 * testvectors_v1/json_web_signature_test.json of github.com/C2SP/wycheproof.
 */
@EnabledIfSystemProperty(
        named = "sluice.wycheproof",
        matches = ".+",
        disabledReason = "-Dsluice.wycheproof=FILE names Wycheproof's json_web_signature_test.json")
class WycheproofTest {

    private static final Set<String> OURS = Set.of("HS256", "ES256", "RS256");

    /** The vectors on which we differ by intent, by group and comment, with our verdict. */
    private static final Map<String, String> DEVIATIONS =
            Map.of(
                    // Stricter: a token without claims lets nobody in.
                    "rs256: emptyPayload", "refused",
                    // Stricter: a character that base64 has not (RFC 7515, section 2); these
                    // vectors want it skipped, others of the same group want it refused.
                    "base64: InvalidCharacterInsertedInHeader", "refused",
                    "base64: InvalidCharacterInsertedInPayload", "refused",
                    // Letter by letter the group's first vector, which is genuine.
                    "base64: invalidBase64Padding", "taken",
                    "base64: invalidBase64PaddingInPayload", "taken");

    private static final String CLAIMS =
            base64("{\"exp\":99999999999}".getBytes(StandardCharsets.UTF_8));

    @Test
    void shouldJudgeAsTheVectorsSay() throws GeneralSecurityException {
        Path file = Path.of(System.getProperty("sluice.wycheproof"));
        JsonNode groups = JsonMapper.shared().readTree(file).get("testGroups");
        Map<String, String> differing = new TreeMap<>();
        int tried = 0;
        for (JsonNode group : groups) {
            JsonNode key = group.has("public") ? group.get("public") : group.get("private");
            if (!key.has("alg") || !OURS.contains(key.get("alg").asString())) {
                continue;
            }
            TokenVerifier verifier = new TokenVerifier(algorithm(key), Clock.systemUTC());
            for (JsonNode test : group.get("tests")) {
                tried++;
                boolean taken = takes(verifier, test.get("jws").asString());
                if (taken != test.get("result").asString().equals("valid")) {
                    String name =
                            group.get("comment").asString() + ": " + test.get("comment").asString();
                    differing.put(name, taken ? "taken" : "refused");
                }
            }
        }
        assertTrue(tried > 300, "tried only " + tried);
        assertEquals(DEVIATIONS, differing);
    }

    /** By all that is checked before claims are read: these vectors sign other things. */
    private static boolean takes(TokenVerifier verifier, String jws) {
        if (!TokenVerifier.isCompact(jws)) {
            return false;
        }
        String[] parts = jws.split("\\.");
        try {
            DecodedJWT withClaims = JWT.decode(parts[0] + "." + CLAIMS + "." + parts[2]);
            verifier.requireSigned(
                    (DecodedJWT)
                            Proxy.newProxyInstance(
                                    WycheproofTest.class.getClassLoader(),
                                    new Class<?>[] {DecodedJWT.class},
                                    (self, method, arguments) ->
                                            method.getName().equals("getPayload")
                                                    ? parts[1]
                                                    : method.invoke(withClaims, arguments)));
            return true;
        } catch (JWTDecodeException | RejectedException e) {
            return false;
        }
    }

    private static Algorithm algorithm(JsonNode key) throws GeneralSecurityException {
        return switch (key.get("alg").asString()) {
            case "HS256" -> Algorithm.HMAC256(bytes(key, "k"));
            case "RS256" ->
                    TokenVerifier.algorithm(
                            KeyFactory.getInstance("RSA")
                                    .generatePublic(
                                            new RSAPublicKeySpec(
                                                    number(key, "n"), number(key, "e"))));
            default -> TokenVerifier.algorithm(onP256(number(key, "x"), number(key, "y")));
        };
    }

    private static PublicKey onP256(BigInteger x, BigInteger y) throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        return KeyFactory.getInstance("EC")
                .generatePublic(
                        new ECPublicKeySpec(
                                new ECPoint(x, y), curve.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger number(JsonNode key, String name) {
        return new BigInteger(1, bytes(key, name));
    }

    private static byte[] bytes(JsonNode key, String name) {
        return Base64.getUrlDecoder().decode(key.get(name).asString());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
