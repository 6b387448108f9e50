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
 * @param candidates what to take the server's candidates for, such as those of them that are to be
 *     used, or what leads to them; called on the participant's loop
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

    /** The same with media from that address; null: from the one that routes to the server. */
    public MediaOptions withLocalAddress(@Nullable InetAddress value) {
        return new MediaOptions(value, protocols, authenticateOneIn, filter, candidates);
    }

    /** The same with media over these only. */
    public MediaOptions withProtocols(Protocol... values) {
        return new MediaOptions(
                localAddress, Set.of(values), authenticateOneIn, filter, candidates);
    }

    /** The same decrypting every packet (1), or of plain media one in so many. */
    public MediaOptions withAuthenticateOneIn(int value) {
        return new MediaOptions(localAddress, protocols, value, filter, candidates);
    }

    /** The same losing what the filter loses. */
    public MediaOptions withFilter(DatagramFilter value) {
        return new MediaOptions(localAddress, protocols, authenticateOneIn, value, candidates);
    }

    /** The same with the server's candidates as the function changes them. */
    public MediaOptions withCandidates(UnaryOperator<List<Candidate>> value) {
        return new MediaOptions(localAddress, protocols, authenticateOneIn, filter, value);
    }
}
