package dev.sluice.signaling.config;

/**
 * A host and perhaps a port.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65535, or 0 when none was given
 */
public record HostPort(String host, int port) {

    /**
     * Reads {@code host}, {@code host:port}, {@code [ipv6]:port} or a bare IPv6 address.
     *
     * @throws IllegalArgumentException saying how to write it
     */
    public static HostPort parse(String text) {
        String host = text;
        String port = "";
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0 || (end + 1 < text.length() && text.charAt(end + 1) != ':')) {
                throw bad();
            }
            host = text.substring(1, end);
            port = end + 1 < text.length() ? text.substring(end + 2) : "";
            if (end + 1 < text.length() && port.isEmpty()) {
                throw bad();
            }
        } else if (colon >= 0 && text.indexOf(':') == colon) {
            host = text.substring(0, colon);
            port = text.substring(colon + 1);
            if (port.isEmpty()) {
                throw bad();
            }
        }
        if (!host.matches("[A-Za-z0-9._:%-]{1,255}")) {
            throw bad();
        }
        return new HostPort(host, port.isEmpty() ? 0 : port(port));
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw bad();
        }
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            throw bad();
        }
        return port;
    }

    private static IllegalArgumentException bad() {
        return new IllegalArgumentException(
                "write it as host or host:port, such as 203.0.113.7 or 203.0.113.7:7882 or"
                        + " [2001:db8::7]:7882");
    }
}
