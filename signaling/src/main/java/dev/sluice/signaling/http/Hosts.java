package dev.sluice.signaling.http;

import io.netty.util.NetUtil;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which {@code Host} headers we answer. An attacker can let a name of his point at us (DNS
 * rebinding), so a name must be known; addresses and localhost cannot be rebound.
 */
public final class Hosts {

    private final Set<String> names;

    public Hosts(Collection<String> names) {
        this.names =
                names.stream().map(n -> n.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    public boolean allows(@Nullable String hostHeader) {
        if (hostHeader == null) {
            return false;
        }
        String host = host(hostHeader);
        return isLocalhost(host) || isAddress(host) || names.contains(host);
    }

    /** The header's host in lower case, without port and brackets. */
    static String host(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[")) {
            int end = lower.indexOf(']');
            return end < 0 ? lower : lower.substring(1, end);
        }
        int colon = lower.lastIndexOf(':');
        String host = colon < 0 ? lower : lower.substring(0, colon);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
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
