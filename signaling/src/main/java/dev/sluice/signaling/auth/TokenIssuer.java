package dev.sluice.signaling.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.sluice.sfu.api.Source;
import java.util.Set;

/** Makes tokens: JSON Web Tokens (RFC 7519), signed with HS256. */
public final class TokenIssuer {

    private final ApiKey key;
    private final Algorithm algorithm;

    public TokenIssuer(ApiKey key) {
        this.key = key;
        this.algorithm = Algorithm.HMAC256(key.secret());
    }

    /** The signed token. Its header carries the key's id as {@code kid}. */
    public String issue(Grant grant) {
        JWTCreator.Builder token =
                JWT.create()
                        .withKeyId(key.id())
                        .withClaim(Claims.ROOM, grant.room())
                        .withClaim(Claims.SUBSCRIBE, grant.permissions().subscribe())
                        .withExpiresAt(grant.expiresAt());
        if (grant.identity() != null) {
            token.withSubject(grant.identity());
        }
        if (grant.name() != null) {
            token.withClaim(Claims.NAME, grant.name());
        }
        Set<Source> publish = grant.permissions().publish();
        if (publish.isEmpty() || publish.size() == Source.values().length) {
            token.withClaim(Claims.PUBLISH, !publish.isEmpty());
        } else {
            token.withArrayClaim(
                    Claims.PUBLISH,
                    publish.stream().sorted().map(SourceNames::of).toArray(String[]::new));
        }
        return token.sign(algorithm);
    }
}
