package dev.sluice.mediacore.net;

import java.net.InetSocketAddress;

/**
 * The two ends of a path: the local socket a datagram came in on, and the peer's address. A machine
 * answers along the tuple that it was asked on, because an answer from another local address fails
 * the peer's check (RFC 8445, section 7.2.5.2.1).
 *
 * @param protocol what carries the datagrams
 * @param local the address of our socket, never a wildcard
 * @param remote the peer's address, always resolved
 */
public record Tuple(Protocol protocol, InetSocketAddress local, InetSocketAddress remote) {

    @Override
    public String toString() {
        return protocol + " " + local + " <- " + remote;
    }
}
