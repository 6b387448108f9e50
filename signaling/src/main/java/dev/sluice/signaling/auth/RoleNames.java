package dev.sluice.signaling.auth;

import dev.sluice.sfu.api.Role;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names of roles in messages and tokens: {@code co-host} for CO_HOST. */
public final class RoleNames {

    /** In a token: host while nobody else runs the room. */
    public static final String AUTO = "auto";

    private static final Map<String, Role> BY_NAME =
            Arrays.stream(Role.values()).collect(Collectors.toMap(RoleNames::of, r -> r));

    private RoleNames() {}

    /** The name of a role. */
    public static String of(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The role of that name, null when there is none. */
    public static @Nullable Role parse(String name) {
        return BY_NAME.get(name);
    }
}
