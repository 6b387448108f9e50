package dev.sluice.signaling.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.sfu.api.RejectedException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens made by hand, wrong in each way that Project Wycheproof has a category of vectors for. */
class ForgedTokenTest {

    private static final String SECRET = "a-secret-of-more-than-32-bytes-for-tests";
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String CLAIMS =
            "{\"room\":\"kitchen\",\"sub\":\"ada\",\"exp\":2000000000}";
    private static final KeyPair RSA = pair("RSA", 2048);
    private static final KeyPair OTHER_RSA = pair("RSA", 2048);
    private static final KeyPair EC = pair("EC", 256);
    private static final KeyPair P384 = pair("EC", 384);
    private static final int P256_BYTES = 32;

    private static final TokenVerifier ALL =
            verifier(List.of(new ApiKey("k", SECRET)), List.of(RSA.getPublic(), EC.getPublic()));

    private static TokenVerifier verifier(List<ApiKey> keys, List<PublicKey> publicKeys) {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_900_000_000), ZoneOffset.UTC);
        return new TokenVerifier(keys, publicKeys, clock);
    }

    @Test
    void shouldTakeTheGenuineOnes() {
        accepts(hmac(HEADER, CLAIMS, SECRET.getBytes(StandardCharsets.UTF_8)));
        accepts(rsa("RS256", "SHA256withRSA", RSA));
        accepts(token("{\"alg\":\"ES256\"}", CLAIMS, es256(EC, "{\"alg\":\"ES256\"}", CLAIMS)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\"}",
                "{\"alg\":\"None\"}",
                "{\"alg\":\"NONE\"}",
                "{\"alg\":\"\"}",
                "{\"alg\":null}",
                "{\"typ\":\"JWT\"}",
                "{\"alg\":[\"HS256\"]}",
                "{\"alg\":\"hs256\"}",
                "{\"alg\":\"HS512\"}",
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"dir\"}",
                "{}",
                "[]",
                "0",
                "",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}"
            })
    void shouldRefuseHeadersThatNameNoOrAnotherAlgorithm(String header) {
        refuses(hmac(header, CLAIMS, SECRET.getBytes(StandardCharsets.UTF_8)));
        refuses(token(header, CLAIMS, new byte[0]));
    }

    @Test
    void shouldRefuseAPublicKeyAsSecret() {
        for (KeyPair pair : List.of(RSA, EC)) {
            byte[] der = pair.getPublic().getEncoded();
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----";
            for (byte[] secret :
                    List.of(
                            der,
                            pem.getBytes(StandardCharsets.UTF_8),
                            (pem + "\n").getBytes(StandardCharsets.UTF_8),
                            base64.getBytes(StandardCharsets.UTF_8),
                            new byte[1])) {
                refuses(hmac(HEADER, CLAIMS, secret));
            }
        }
    }

    @Test
    void shouldRefuseTheKeyThatATokenBrings() {
        String jwk = "\"jwk\":{\"kty\":\"oct\",\"k\":\"" + base64("x".repeat(32)) + "\"}";
        String remote = "\"jku\":\"http://127.0.0.1:9/\",\"x5u\":\"http://127.0.0.1:9/\"";
        byte[] secret = "x".repeat(32).getBytes(StandardCharsets.UTF_8);
        refuses(hmac("{\"alg\":\"HS256\"," + jwk + "}", CLAIMS, secret));
        refuses(hmac("{\"alg\":\"HS256\",\"kid\":\"k\"," + remote + "}", CLAIMS, secret));
    }

    @Test
    void shouldRefuseModifiedParts() {
        String genuine = hmac(HEADER, CLAIMS, SECRET.getBytes(StandardCharsets.UTF_8));
        String[] parts = genuine.split("\\.");
        String others = base64(CLAIMS.replace("ada", "eve"));
        String head = base64("{\"typ\":\"JWT\",\"alg\":\"HS256\"}");
        refuses(parts[0] + "." + others + "." + parts[2]);
        refuses(head + "." + parts[1] + "." + parts[2]);
        for (int cut = 0; cut < parts[2].length(); cut++) {
            refuses(parts[0] + "." + parts[1] + "." + parts[2].substring(0, cut));
        }
        byte[] tag = Base64.getUrlDecoder().decode(parts[2]);
        for (int i = 0; i < tag.length; i++) {
            byte[] changed = tag.clone();
            changed[i] ^= 1;
            refuses(parts[0] + "." + parts[1] + "." + base64(changed));
        }
        refuses(parts[0] + "." + parts[1] + "." + base64(Arrays.copyOf(tag, tag.length + 1)));
    }

    /** What a lenient decoder of base64 would let pass, and other serialisations. */
    @ParameterizedTest
    @MethodSource
    void shouldRefuseOtherSpellings(String spelling) {
        String genuine = hmac(HEADER, CLAIMS, SECRET.getBytes(StandardCharsets.UTF_8));
        String[] parts = genuine.split("\\.");
        refuses(String.format(spelling, parts[0], parts[1], parts[2]));
    }

    static Stream<String> shouldRefuseOtherSpellings() {
        return Stream.of(
                "%1$s.%2$s.%3$s=",
                "%1$s=.%2$s.%3$s",
                "%1$s.%2$s==.%3$s",
                "%1$s.%2$s.%3$s\n",
                " %1$s.%2$s.%3$s",
                "%1$s.%2$s. %3$s",
                "%1$s\r\n.%2$s.%3$s",
                "%1$s.%2$s.%3$s.",
                ".%1$s.%2$s.%3$s",
                "%1$s.%2$s.%3$s.%3$s",
                "%1$s.%2$s.%3$s.%3$s.%3$s",
                "%1$s..%3$s",
                "%1$s.%2$s",
                "%1$s.%2$s.",
                "%1$s.%2$s.%3$s\0",
                "%1$s.%2$s.%3$s%%",
                "{\"protected\":\"%1$s\",\"payload\":\"%2$s\",\"signature\":\"%3$s\"}");
    }

    @Test
    void shouldReadTheLastOfEqualClaims() {
        byte[] key = SECRET.getBytes(StandardCharsets.UTF_8);
        String late = "{\"room\":\"kitchen\",\"exp\":1,\"exp\":2000000000}";
        String past = "{\"room\":\"kitchen\",\"exp\":2000000000,\"exp\":1}";
        accepts(hmac(HEADER, late, key));
        refuses(hmac(HEADER, past, key));
        String rooms = "{\"room\":\"attic\",\"room\":\"kitchen\",\"exp\":2000000000}";
        assertEquals("kitchen", ALL.verify(hmac(HEADER, rooms, key)).room());
    }

    @Test
    void shouldRefuseOtherHashesPaddingsAndKeysOfRsa() {
        refuses(rsa("RS256", "SHA256withRSA", OTHER_RSA));
        refuses(rsa("RS256", "SHA1withRSA", RSA));
        refuses(rsa("RS256", "SHA512withRSA", RSA));
        refuses(rsa("RS384", "SHA384withRSA", RSA));
        refuses(rsa("RS512", "SHA512withRSA", RSA));
        refuses(rsa("PS256", "SHA256withRSA", RSA));
        refuses(token("{\"alg\":\"RS256\"}", CLAIMS, new byte[256]));
        byte[] one = new byte[256];
        one[255] = 1;
        refuses(token("{\"alg\":\"RS256\"}", CLAIMS, one));
    }

    @Test
    void shouldRefuseSignaturesOfEcdsaThatAreNone() {
        String header = "{\"alg\":\"ES256\"}";
        BigInteger n = ((ECPublicKey) EC.getPublic()).getParams().getOrder();
        BigInteger r = new BigInteger(1, Arrays.copyOf(es256(EC, header, CLAIMS), P256_BYTES));
        List<BigInteger> numbers =
                List.of(
                        BigInteger.ZERO,
                        BigInteger.ONE,
                        n,
                        n.subtract(BigInteger.ONE),
                        n.add(BigInteger.ONE),
                        BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE),
                        r);
        for (BigInteger first : numbers) {
            for (BigInteger second : numbers) {
                refuses(token(header, CLAIMS, concat(bytes(first), bytes(second))));
            }
        }
    }

    @Test
    void shouldRefuseOtherFormsAndCurvesOfEcdsa() throws GeneralSecurityException {
        String header = "{\"alg\":\"ES256\"}";
        byte[] raw = es256(EC, header, CLAIMS);
        refuses(token(header, CLAIMS, Arrays.copyOf(raw, 63)));
        refuses(token(header, CLAIMS, Arrays.copyOf(raw, 65)));
        refuses(token(header, CLAIMS, concat(new byte[1], raw)));
        refuses(token(header, CLAIMS, concat(raw, raw)));
        refuses(token(header, CLAIMS, new byte[0]));
        Signature der = Signature.getInstance("SHA256withECDSA");
        der.initSign(EC.getPrivate());
        der.update(content(header, CLAIMS));
        refuses(token(header, CLAIMS, der.sign()));
        Signature wrong = Signature.getInstance("SHA256withECDSAinP1363Format");
        wrong.initSign(P384.getPrivate());
        wrong.update(content(header, CLAIMS));
        refuses(token(header, CLAIMS, wrong.sign()));
        refuses(token("{\"alg\":\"ES384\"}", CLAIMS, raw));
        refuses(token("{\"alg\":\"ES256K\"}", CLAIMS, raw));
    }

    private static void accepts(String token) {
        assertEquals("kitchen", ALL.verify(token, "kitchen").room());
    }

    private static void refuses(String token) {
        RejectedException refusal =
                assertThrows(RejectedException.class, () -> ALL.verify(token), token);
        assertEquals(RejectedException.Code.UNAUTHORIZED, refusal.code());
    }

    private static String token(String header, String claims, byte[] signature) {
        return base64(header) + "." + base64(claims) + "." + base64(signature);
    }

    private static byte[] content(String header, String claims) {
        return (base64(header) + "." + base64(claims)).getBytes(StandardCharsets.US_ASCII);
    }

    private static String hmac(String header, String claims, byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return token(header, claims, mac.doFinal(content(header, claims)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String rsa(String name, String algorithm, KeyPair pair) {
        try {
            String header = "{\"alg\":\"" + name + "\"}";
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(content(header, CLAIMS));
            return token(header, CLAIMS, signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] es256(KeyPair pair, String header, String claims) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(content(header, claims));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] fixed = new byte[P256_BYTES];
        int length = Math.min(P256_BYTES, signed.length);
        System.arraycopy(signed, signed.length - length, fixed, P256_BYTES - length, length);
        return fixed;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyPair pair(String kind, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
            } else {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
