package dev.sluice.signaling.http;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may use the server: its own, those on localhost, and those of the list. Programs
 * that are no browser send no {@code Origin} and pass.
 */
public final class Origins {

    private final Set<String> allowed;

    /**
     * The list.
     *
     * @param allowed such as {@code https://app.example.org}, or {@code *} for all
     */
    public Origins(Collection<String> allowed) {
        this.allowed =
                allowed.stream().map(o -> o.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    /**
     * Whether a page of that origin may connect to the host that it names; a request without an
     * origin is no page's.
     */
    public boolean allows(@Nullable String origin, @Nullable String hostHeader) {
        if (origin == null || allowed.contains("*")) {
            return true;
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        int scheme = lower.indexOf("://");
        if (scheme < 0) {
            return false;
        }
        String authority = lower.substring(scheme + 3);
        return allowed.contains(lower)
                || Hosts.isLocalhost(Hosts.host(authority))
                || (hostHeader != null && sameAuthority(lower, authority, hostHeader));
    }

    /** A proxy may end TLS before us, so only host and port count, not the scheme. */
    private static boolean sameAuthority(String origin, String authority, String hostHeader) {
        String defaultPort = origin.startsWith("https:") ? ":443" : ":80";
        return withPort(authority, defaultPort)
                .equals(withPort(hostHeader.toLowerCase(Locale.ROOT), defaultPort));
    }

    private static String withPort(String authority, String defaultPort) {
        int afterHost = authority.startsWith("[") ? Math.max(0, authority.indexOf(']')) : 0;
        return authority.indexOf(':', afterHost) < 0 ? authority + defaultPort : authority;
    }
}
