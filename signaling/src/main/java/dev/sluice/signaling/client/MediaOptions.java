package dev.sluice.signaling.client;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.mediacore.net.Protocol;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How media goes to a server and back.
 *
 * @param localAddress from which media is sent and received; null: the one that routes to the
 *     server
 * @param protocols over which media may go, at least one
 * @param authenticateOneIn 1: every packet is authenticated and decrypted, N: of the plain media
 *     packets one in N, and the others are counted by their header only
 * @param filter loses datagrams
 * @param candidates takes those of the server's candidates that are to be used
 */
public record MediaOptions(
        @Nullable InetAddress localAddress,
        Set<Protocol> protocols,
        int authenticateOneIn,
        DatagramFilter filter,
        UnaryOperator<List<Candidate>> candidates) {

    /** From any address, by whatever protocol works, every packet authenticated. */
    public static final MediaOptions DEFAULT =
            new MediaOptions(
                    null,
                    Set.of(Protocol.values()),
                    1,
                    DatagramFilter.NONE,
                    UnaryOperator.identity());

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException naming the value that is out of bounds
     */
    public MediaOptions {
        protocols = Set.copyOf(protocols);
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("protocols is empty: give UDP, TCP or both");
        }
        if (authenticateOneIn < 1) {
            throw new IllegalArgumentException(
                    "authenticateOneIn is " + authenticateOneIn + ": give 1 or more");
        }
    }

    /**
     * These options, with that share of plain media authenticated.
     *
     * @param value 1: every packet
     */
    public MediaOptions withAuthenticateOneIn(int value) {
        return new MediaOptions(localAddress, protocols, value, filter, candidates);
    }
}
