package dev.sluice.signaling.auth;

import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.sluice.sfu.api.Attributes;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the claims of a token whose signature holds. Any claim of a wrong type refuses it. */
final class GrantReader {

    private static final int MAX_NAME_CHARACTERS = 256;

    private final DecodedJWT token;

    private GrantReader(DecodedJWT token) {
        this.token = token;
    }

    static Grant read(DecodedJWT token) {
        return new GrantReader(token).grant();
    }

    private Grant grant() {
        String room = text(Claims.ROOM);
        String identity = text("sub");
        boolean calls = flag(Claims.CALL, false);
        boolean admin = flag(Claims.ADMIN, false);
        if ((room == null && !calls && !admin)
                || (room != null && room.isEmpty())
                || (identity != null && identity.isEmpty())) {
            throw TokenVerifier.refused();
        }
        String role = text(Claims.ROLE);
        boolean auto = RoleNames.AUTO.equals(role);
        return new Grant(
                room == null ? "" : room,
                identity,
                text(Claims.NAME),
                new Permissions(
                        publish(),
                        flag(Claims.SUBSCRIBE, true),
                        flag(Claims.DATA, true),
                        flag(Claims.HIDDEN, false)),
                Objects.requireNonNull(token.getExpiresAtAsInstant(), "exp was required"),
                tokenId(),
                role == null || auto ? null : role(role),
                auto,
                attributes(),
                calls,
                admin);
    }

    /** {@code jti}, or a hash over what is signed: a signature may have several spellings. */
    private String tokenId() {
        String id = text("jti");
        if (id != null && !id.isEmpty()) {
            return "jti:" + id;
        }
        try {
            byte[] signed =
                    (token.getHeader() + "." + token.getPayload())
                            .getBytes(StandardCharsets.US_ASCII);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(signed);
            return "sha256:" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static Role role(String name) {
        Role role = RoleNames.parse(name);
        if (role == null) {
            throw TokenVerifier.refused();
        }
        return role;
    }

    private @Nullable String text(String claim) {
        Claim value = token.getClaim(claim);
        if (value.isMissing() || value.isNull()) {
            return null;
        }
        String text = value.asString();
        if (text == null || text.length() > MAX_NAME_CHARACTERS) {
            throw TokenVerifier.refused();
        }
        return text;
    }

    private boolean flag(String claim, boolean otherwise) {
        Claim given = token.getClaim(claim);
        if (given.isMissing()) {
            return otherwise;
        }
        Boolean value = given.asBoolean();
        if (value == null) {
            throw TokenVerifier.refused();
        }
        return value;
    }

    private Set<Source> publish() {
        Claim claim = token.getClaim(Claims.PUBLISH);
        if (claim.isMissing() || claim.asBoolean() != null) {
            return flag(Claims.PUBLISH, true)
                    ? EnumSet.allOf(Source.class)
                    : EnumSet.noneOf(Source.class);
        }
        Set<Source> sources = EnumSet.noneOf(Source.class);
        for (String name : names(claim)) {
            Source source = name == null ? null : SourceNames.parse(name);
            if (source == null) {
                throw TokenVerifier.refused();
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
        throw TokenVerifier.refused();
    }

    private Map<String, String> attributes() {
        Claim claim = token.getClaim(Claims.ATTRIBUTES);
        Map<String, String> attributes = new LinkedHashMap<>();
        if (claim.isMissing() || claim.isNull()) {
            return attributes;
        }
        Map<String, Object> given = objects(claim);
        given.forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw TokenVerifier.refused();
            }
            attributes.put(name, text);
        });
        try {
            return Attributes.checked(attributes);
        } catch (RejectedException e) {
            throw TokenVerifier.refused();
        }
    }

    private static Map<String, Object> objects(Claim claim) {
        try {
            Map<String, Object> given = claim.asMap();
            if (given != null) {
                return given;
            }
        } catch (JWTVerificationException e) {
            // Refused below, as every other wrong claim.
        }
        throw TokenVerifier.refused();
    }
}
