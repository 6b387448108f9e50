package dev.sluice.signaling.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.Source;
import java.util.Set;

/** Makes tokens: JSON Web Tokens (RFC 7519), signed with HS256. Any thread. */
public final class TokenIssuer {

    private final ApiKey key;
    private final Algorithm algorithm;

    /** One that signs with that key. */
    public TokenIssuer(ApiKey key) {
        this.key = key;
        this.algorithm = Algorithm.HMAC256(key.secret());
    }

    /** The signed token. Its header carries the key's id as {@code kid}. */
    public String issue(Grant grant) {
        JWTCreator.Builder token =
                JWT.create()
                        .withKeyId(key.id())
                        .withClaim(Claims.SUBSCRIBE, grant.permissions().subscribe())
                        .withExpiresAt(grant.expiresAt());
        if (!grant.room().isEmpty()) {
            token.withClaim(Claims.ROOM, grant.room());
        }
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
        addRole(token, grant);
        addRights(token, grant);
        return token.sign(algorithm);
    }

    private static void addRole(JWTCreator.Builder token, Grant grant) {
        Role role = grant.role();
        if (role != null) {
            token.withClaim(Claims.ROLE, RoleNames.of(role));
        } else if (grant.hostIfFirst()) {
            token.withClaim(Claims.ROLE, RoleNames.AUTO);
        }
        if (!grant.attributes().isEmpty()) {
            token.withClaim(Claims.ATTRIBUTES, grant.attributes());
        }
    }

    /** Only what differs from the default. */
    private static void addRights(JWTCreator.Builder token, Grant grant) {
        if (!grant.permissions().data()) {
            token.withClaim(Claims.DATA, false);
        }
        if (grant.permissions().hidden()) {
            token.withClaim(Claims.HIDDEN, true);
        }
        if (grant.calls()) {
            token.withClaim(Claims.CALL, true);
        }
        if (grant.admin()) {
            token.withClaim(Claims.ADMIN, true);
        }
        if (!grant.tokenId().isEmpty()) {
            token.withJWTId(grant.tokenId());
        }
    }
}
