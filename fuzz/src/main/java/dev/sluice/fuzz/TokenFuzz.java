package dev.sluice.fuzz;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tokens. The bytes come as a whole token, which must never be let in, and as the claims of one
 * that is signed, because no fuzzer finds an HMAC.
 */
public final class TokenFuzz {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final TokenVerifier VERIFIER =
            new TokenVerifier(
                    List.of(new ApiKey("fuzz", SECRET)),
                    Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC));

    private TokenFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        Check.that(verify(text) == null, "an unsigned token was let in");
        Grant grant = verify(signed(data));
        if (grant != null) {
            Check.that(
                    grant.room().length() <= 256
                            && (grant.identity() == null || grant.identity().length() <= 256)
                            && (grant.name() == null || grant.name().length() <= 256),
                    "a long name");
            Check.that(grant.expiresAt().isAfter(Instant.ofEpochSecond(1_699_999_000)), "expired");
        }
    }

    private static @Nullable Grant verify(String token) {
        try {
            return VERIFIER.verify(token);
        } catch (RejectedException refused) {
            Check.that(refused.code() == Code.UNAUTHORIZED, "refused with " + refused.code());
            return null;
        }
    }

    private static String signed(byte[] claims) {
        byte[] header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8);
        String content = BASE64.encodeToString(header) + "." + BASE64.encodeToString(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + BASE64.encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HMAC-SHA256", e);
        }
    }
}
