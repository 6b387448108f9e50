package dev.sluice.signaling.auth;

import dev.sluice.sfu.api.Permissions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a token allows.
 *
 * @param room the only room it opens
 * @param identity who its bearer is; null: the bearer says
 * @param name what others read; null: the bearer says
 * @param expiresAt no join with it from then on; whoever is in stays in
 */
public record Grant(
        String room,
        @Nullable String identity,
        @Nullable String name,
        Permissions permissions,
        Instant expiresAt) {}
