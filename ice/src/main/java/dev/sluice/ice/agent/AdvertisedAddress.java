package dev.sluice.ice.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address that an operator wants in candidates instead of the machine's own: {@code host},
 * {@code host:port}, or with IPv6 {@code 2001:db8::1} or {@code [2001:db8::1]:port}.
 *
 * @param host an address literal or a name; names are for the caller to resolve, once
 * @param port 1 to 65,535
 */
public record AdvertisedAddress(String host, int port) {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME_LENGTH = 253;

    /**
     * Reads the text of one setting.
     *
     * @param defaultPort for a value without a port
     * @throws IllegalArgumentException whose message names the value and the remedy
     */
    public static AdvertisedAddress parse(String text, int defaultPort) {
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            String rest = close < 0 ? "" : text.substring(close + 1);
            if (close < 0 || Addresses.parse(text.substring(1, close)) == null) {
                throw unreadable(text);
            }
            String host = text.substring(1, close);
            if (rest.isEmpty()) {
                return of(text, host, defaultPort);
            }
            if (!rest.startsWith(":")) {
                throw unreadable(text);
            }
            return of(text, host, port(text, rest.substring(1)));
        }
        if (colon < 0 || text.indexOf(':') != colon) {
            return of(text, text, defaultPort);
        }
        return of(text, text.substring(0, colon), port(text, text.substring(colon + 1)));
    }

    /** The address and port, null when the host is a name. */
    public @Nullable InetSocketAddress socketAddress() {
        InetAddress address = Addresses.parse(host);
        return address == null ? null : new InetSocketAddress(address, port);
    }

    private static AdvertisedAddress of(String text, String host, int port) {
        InetAddress address = Addresses.parse(host);
        if (address == null ? !isName(host) : !Candidates.isOfferable(address)) {
            throw unreadable(text);
        }
        return new AdvertisedAddress(host, port);
    }

    /** A name has a letter in its last label, so that a mistyped IPv4 address is none. */
    private static boolean isName(String host) {
        return host.length() <= MAX_NAME_LENGTH
                && host.matches(
                        "([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*"
                                + "[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    }

    private static int port(String text, String digits) {
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw unreadable(text);
        }
        return port;
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "'"
                        + text
                        + "' cannot be advertised: give an address that clients can reach, as host or"
                        + " host:port ([address]:port for IPv6)");
    }
}
