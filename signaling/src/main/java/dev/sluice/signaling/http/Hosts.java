package dev.sluice.signaling.http;

import io.netty.util.NetUtil;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which {@code Host} headers we answer. An attacker can let a name of his point at us (DNS
 * rebinding), so a name must be known; addresses and localhost cannot be rebound.
 */
public final class Hosts {

    /** An IPv6 address in brackets or a host (with the root's dot or without), and a port. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[([0-9a-f:.]+)]|([a-z0-9._-]+?)\\.?)(?::[0-9]{1,5})?");

    private final Set<String> names;

    /** Names beside addresses and localhost. */
    public Hosts(Collection<String> names) {
        this.names =
                names.stream().map(n -> n.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    /** Whether a {@code Host} header names this server. */
    public boolean allows(@Nullable String hostHeader) {
        if (hostHeader == null) {
            return false;
        }
        String host = host(hostHeader);
        return isLocalhost(host) || isAddress(host) || names.contains(host);
    }

    /** The host in lower case, without port and brackets; empty when the authority is malformed. */
    static String host(String authority) {
        Matcher match = AUTHORITY.matcher(authority.toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            return "";
        }
        return match.group(1) != null ? match.group(1) : match.group(2);
    }

    static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    /** This machine, whatever the resolver says (RFC 6761, section 6.3). */
    static boolean isLocalhost(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("::1")
                || (host.startsWith("127.") && NetUtil.isValidIpV4Address(host));
    }
}
