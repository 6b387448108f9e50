package dev.sluice.ice.agent;

import dev.sluice.mediacore.net.Tuple;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses in the one form that we compare and judge: IPv4-mapped IPv6 ({@code ::ffff:a.b.c.d},
 * RFC 4291, section 2.5.5.2) is IPv4. Never asks a resolver. Thread-safe.
 */
public final class Addresses {

    private static final int MAPPED_PREFIX_BYTES = 12;

    private Addresses() {}

    /** The tuple with both ends normalised; itself when they are already. */
    public static Tuple normalise(Tuple tuple) {
        InetSocketAddress local = normalise(tuple.local());
        InetSocketAddress remote = normalise(tuple.remote());
        return local.equals(tuple.local()) && remote.equals(tuple.remote())
                ? tuple
                : new Tuple(tuple.protocol(), local, remote);
    }

    /** The address with IPv4-mapped IPv6 made IPv4; itself when it is none. */
    public static InetSocketAddress normalise(InetSocketAddress address) {
        InetAddress normal = normalise(address.getAddress());
        return normal.equals(address.getAddress())
                ? address
                : new InetSocketAddress(normal, address.getPort());
    }

    /** The address, as IPv4 when it is IPv4-mapped IPv6. */
    public static InetAddress normalise(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        for (int i = 0; i < MAPPED_PREFIX_BYTES; i++) {
            if (bytes[i] != (i < 10 ? 0 : (byte) 0xFF)) {
                return address;
            }
        }
        return ofBytes(Arrays.copyOfRange(bytes, MAPPED_PREFIX_BYTES, bytes.length));
    }

    /** The address that a literal writes, normalised; null for a name or for nonsense. */
    public static @Nullable InetAddress parse(String literal) {
        try {
            if (literal.indexOf(':') >= 0) {
                // In brackets, the JDK takes it as a literal or refuses it: it never resolves.
                return isIpv6Text(literal)
                        ? normalise(InetAddress.getByName("[" + literal + "]"))
                        : null;
            }
            byte[] bytes = ipv4Bytes(literal);
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException notAnAddress) {
            return null;
        }
    }

    static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static boolean isIpv6Text(String text) {
        return text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
    }

    private static byte @Nullable [] ipv4Bytes(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            String part = parts[i];
            if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                return null;
            }
            bytes[i] = (byte) Integer.parseInt(part);
        }
        return bytes;
    }
}
