package dev.sluice.signaling.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.Verification;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Source;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks tokens against the configured keys. The algorithm is HS256 whatever the token says, {@code
 * exp} is required, and a token for another room is refused with the very words of a forged one, so
 * that nobody learns from an answer which rooms there are.
 */
public final class TokenVerifier {

    /** Longer ones are refused unread. */
    public static final int MAX_TOKEN_CHARACTERS = 8192;

    private static final int MAX_NAME_CHARACTERS = 256;

    /** Clocks of issuers run ahead by that much at most. */
    private static final long CLOCK_SKEW_SECONDS = 30;

    private static final String REFUSED =
            "The token is not valid for this room; ask whoever invited you for a new one.";

    private record Verifier(String keyId, JWTVerifier verifier) {}

    private final List<Verifier> verifiers = new ArrayList<>();

    /**
     * A verifier for these keys.
     *
     * @param keys one or more; a token signed with any of them passes
     */
    public TokenVerifier(List<ApiKey> keys, Clock clock) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a verifier needs a key");
        }
        for (ApiKey key : keys) {
            Verification verification =
                    JWT.require(Algorithm.HMAC256(key.secret()))
                            .withClaimPresence("exp")
                            .acceptNotBefore(CLOCK_SKEW_SECONDS)
                            .acceptIssuedAt(CLOCK_SKEW_SECONDS);
            verifiers.add(
                    new Verifier(
                            key.id(), ((JWTVerifier.BaseVerification) verification).build(clock)));
        }
    }

    /**
     * What the token allows in that room.
     *
     * @param token as it came, null when none did
     * @throws RejectedException UNAUTHORIZED, with the remedy
     */
    public Grant verify(@Nullable String token, String room) {
        if (token == null || token.isEmpty()) {
            throw new RejectedException(
                    Code.UNAUTHORIZED, "This server needs a token; ask whoever invited you.");
        }
        if (token.length() > MAX_TOKEN_CHARACTERS) {
            throw refused();
        }
        Grant grant = grant(signed(token));
        if (!grant.room().equals(room)) {
            throw refused();
        }
        return grant;
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

    private DecodedJWT signed(String token) {
        @Nullable RejectedException why = null;
        for (Verifier candidate : verifiers) {
            try {
                return candidate.verifier.verify(token);
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

    private static Grant grant(DecodedJWT token) {
        String room = text(token, Claims.ROOM);
        String identity = text(token, "sub");
        if (room == null || room.isEmpty() || (identity != null && identity.isEmpty())) {
            throw refused();
        }
        Permissions permissions =
                new Permissions(publish(token), flag(token.getClaim(Claims.SUBSCRIBE)));
        return new Grant(
                room,
                identity,
                text(token, Claims.NAME),
                permissions,
                Objects.requireNonNull(token.getExpiresAtAsInstant(), "exp was required"));
    }

    private static @Nullable String text(DecodedJWT token, String claim) {
        Claim value = token.getClaim(claim);
        if (value.isMissing() || value.isNull()) {
            return null;
        }
        String text = value.asString();
        if (text == null || text.length() > MAX_NAME_CHARACTERS) {
            throw refused();
        }
        return text;
    }

    private static boolean flag(Claim claim) {
        if (claim.isMissing()) {
            return true;
        }
        Boolean value = claim.asBoolean();
        if (value == null) {
            throw refused();
        }
        return value;
    }

    private static Set<Source> publish(DecodedJWT token) {
        Claim claim = token.getClaim(Claims.PUBLISH);
        if (claim.isMissing() || claim.asBoolean() != null) {
            return flag(claim) ? EnumSet.allOf(Source.class) : EnumSet.noneOf(Source.class);
        }
        Set<Source> sources = EnumSet.noneOf(Source.class);
        String[] names = names(claim);
        for (String name : names) {
            Source source = name == null ? null : SourceNames.parse(name);
            if (source == null) {
                throw refused();
            }
            sources.add(source);
        }
        return sources;
    }

    private static String[] names(Claim claim) {
        try {
            String[] names = claim.asArray(String.class);
            if (names != null) {
                return names;
            }
        } catch (JWTVerificationException e) {
            // Refused below, as every other wrong claim.
        }
        throw refused();
    }

    private static RejectedException refused() {
        return new RejectedException(Code.UNAUTHORIZED, REFUSED);
    }
}
