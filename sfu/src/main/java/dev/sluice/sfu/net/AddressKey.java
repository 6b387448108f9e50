package dev.sluice.sfu.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** What counts as one address where strangers are counted. */
public final class AddressKey {

    private static final int PREFIX_BYTES = 8;

    private AddressKey() {}

    /** The address with IPv4, its /64 with IPv6: a network of which one host has all. */
    public static long of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address
                ? ByteBuffer.wrap(bytes, 0, PREFIX_BYTES).getLong()
                : ByteBuffer.wrap(bytes).getInt();
    }
}
