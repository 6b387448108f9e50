package dev.sluice.signaling.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.Verification;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks tokens against the configured keys. Each key has its one algorithm, whatever the token
 * says: HS256 for a secret, RS256 for an RSA key, ES256 for one on P-256. {@code exp} is required,
 * and a token for another room is refused with the very words of a forged one, so that nobody
 * learns from an answer which rooms there are. Any thread.
 */
public final class TokenVerifier {

    /** Longer ones are refused unread. */
    public static final int MAX_TOKEN_CHARACTERS = 8192;

    /** The compact serialisation (RFC 7515, section 7.1), in base64 without padding. */
    private static final Pattern COMPACT =
            Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** Clocks of issuers run ahead by that much at most. */
    private static final long CLOCK_SKEW_SECONDS = 30;

    private static final int MIN_RSA_BITS = 2048;
    private static final int P256_BITS = 256;

    private static final String REFUSED =
            "The token is not valid for this room; ask whoever invited you for a new one.";

    private final List<JWTVerifier> verifiers = new ArrayList<>();

    /**
     * A verifier for these keys.
     *
     * @param keys one or more; a token signed with any of them passes
     */
    public TokenVerifier(List<ApiKey> keys, Clock clock) {
        this(keys, List.of(), clock);
    }

    /**
     * A verifier for these keys, one or more in all; a token signed with any of them passes.
     *
     * @throws IllegalArgumentException when a public key is of a kind that signs no tokens
     */
    public TokenVerifier(List<ApiKey> keys, List<PublicKey> publicKeys, Clock clock) {
        if (keys.isEmpty() && publicKeys.isEmpty()) {
            throw new IllegalArgumentException("a verifier needs a key");
        }
        for (ApiKey key : keys) {
            verifiers.add(verifier(Algorithm.HMAC256(key.secret()), clock));
        }
        for (PublicKey key : publicKeys) {
            verifiers.add(verifier(algorithm(key), clock));
        }
    }

    /** For one key, in whatever form it came. */
    TokenVerifier(Algorithm algorithm, Clock clock) {
        verifiers.add(verifier(algorithm, clock));
    }

    private static JWTVerifier verifier(Algorithm algorithm, Clock clock) {
        Verification verification =
                JWT.require(algorithm)
                        .withClaimPresence("exp")
                        .acceptNotBefore(CLOCK_SKEW_SECONDS)
                        .acceptIssuedAt(CLOCK_SKEW_SECONDS);
        return ((JWTVerifier.BaseVerification) verification).build(clock);
    }

    /**
     * The one algorithm that goes with a public key.
     *
     * @throws IllegalArgumentException naming the remedy
     */
    public static Algorithm algorithm(PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS) {
            return Algorithm.RSA256(rsa, null);
        }
        if (key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == P256_BITS) {
            return Algorithm.ECDSA256(ec, null);
        }
        throw new IllegalArgumentException(
                "tokens are signed with RSA of 2048 bits or more (RS256) or EC on P-256 (ES256);"
                        + " give such a public key");
    }

    /**
     * What the token allows in that room.
     *
     * @param token as it came, null when none did
     * @throws RejectedException UNAUTHORIZED, with the remedy
     */
    public Grant verify(@Nullable String token, String room) {
        Grant grant = verify(token);
        if (!grant.room().equals(room)) {
            throw refused();
        }
        return grant;
    }

    /**
     * What the token allows, wherever.
     *
     * @param token as it came, null when none did
     * @throws RejectedException UNAUTHORIZED, with the remedy
     */
    public Grant verify(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            throw new RejectedException(
                    Code.UNAUTHORIZED, "This server needs a token; ask whoever invited you.");
        }
        if (!isCompact(token)) {
            throw refused();
        }
        DecodedJWT decoded = decoded(token);
        requireSigned(decoded);
        return GrantReader.read(decoded);
    }

    /**
     * Whether it has the form of a token, whatever is in it. There is one spelling of everything:
     * the bits of a last character that mean nothing are 0 (RFC 4648, section 3.5).
     */
    static boolean isCompact(String token) {
        if (token.length() > MAX_TOKEN_CHARACTERS || !COMPACT.matcher(token).matches()) {
            return false;
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        return isCanonical(token.substring(0, first))
                && isCanonical(token.substring(first + 1, second))
                && isCanonical(token.substring(second + 1));
    }

    private static boolean isCanonical(String base64) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(base64);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(base64);
        } catch (IllegalArgumentException e) {
            return false; // a length that no bytes have
        }
    }

    /** The token of an {@code Authorization} header's value (RFC 6750), null when it has none. */
    public static @Nullable String bearer(@Nullable String authorization) {
        String scheme = "Bearer ";
        if (authorization == null
                || !authorization.regionMatches(true, 0, scheme, 0, scheme.length())) {
            return null;
        }
        return authorization.substring(scheme.length()).trim();
    }

    private static DecodedJWT decoded(String token) {
        try {
            return JWT.decode(token);
        } catch (JWTVerificationException e) {
            throw refused();
        }
    }

    /**
     * Refuses a token that none of the keys has signed with its algorithm, or whose time is over.
     *
     * @throws RejectedException UNAUTHORIZED
     */
    void requireSigned(DecodedJWT token) {
        if (!token.getHeaderClaim("crit").isMissing()) {
            // Extensions that we must understand or refuse: there are none that we understand.
            throw refused();
        }
        @Nullable RejectedException why = null;
        for (JWTVerifier candidate : verifiers) {
            try {
                var unused = candidate.verify(token);
                return;
            } catch (TokenExpiredException e) {
                why = expired(e.getExpiredOn());
            } catch (JWTVerificationException e) {
                // The next key may fit; the reason is not for the bearer.
            }
        }
        throw why == null ? refused() : why;
    }

    private static RejectedException expired(@Nullable Instant when) {
        return when == null
                ? refused()
                : new RejectedException(
                        Code.UNAUTHORIZED,
                        "The token expired at "
                                + when
                                + "; ask whoever invited you for a new one.");
    }

    static RejectedException refused() {
        return new RejectedException(Code.UNAUTHORIZED, REFUSED);
    }
}
