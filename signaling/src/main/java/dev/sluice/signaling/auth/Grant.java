package dev.sluice.signaling.auth;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.Role;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token allows.
 *
 * @param room the only room it opens; empty: none, it calls or administers
 * @param identity who its bearer is; null: the bearer says
 * @param name what others read; null: the bearer says
 * @param expiresAt no join with it from then on; whoever is in stays in
 * @param tokenId what it is revoked by; empty while it is not issued
 * @param role null: as the room makes of those without
 * @param hostIfFirst with role null: host while nobody else runs the room
 * @param attributes that others see
 * @param calls whether its bearer may call others
 * @param admin whether its bearer may use the admin API
 */
public record Grant(
        String room,
        @Nullable String identity,
        @Nullable String name,
        Permissions permissions,
        Instant expiresAt,
        String tokenId,
        @Nullable Role role,
        boolean hostIfFirst,
        Map<String, String> attributes,
        boolean calls,
        boolean admin) {

    public Grant {
        attributes = Map.copyOf(attributes);
    }

    /** One that opens a room and gives no role. */
    public Grant(
            String room,
            @Nullable String identity,
            @Nullable String name,
            Permissions permissions,
            Instant expiresAt) {
        this(room, identity, name, permissions, expiresAt, "", null, false, Map.of(), false, false);
    }

    /** The same with a role, or with what {@code auto} means. */
    public Grant withRole(@Nullable Role value, boolean orHostIfFirst) {
        return new Grant(
                room,
                identity,
                name,
                permissions,
                expiresAt,
                tokenId,
                value,
                orHostIfFirst,
                attributes,
                calls,
                admin);
    }

    /** The same with or without the rights to call and to administer. */
    public Grant withRights(boolean mayCall, boolean mayAdminister) {
        return new Grant(
                room,
                identity,
                name,
                permissions,
                expiresAt,
                tokenId,
                role,
                hostIfFirst,
                attributes,
                mayCall,
                mayAdminister);
    }

    /** What the room needs to know of the token. */
    public JoinRequest.Access access() {
        return new JoinRequest.Access(tokenId, expiresAt.toEpochMilli());
    }
}
