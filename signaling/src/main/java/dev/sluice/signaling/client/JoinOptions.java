package dev.sluice.signaling.client;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.mediacore.net.Protocol;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where and as whom to join. Immutable; {@link #of} with the {@code with...} methods.
 *
 * @param server {@code ws://host:port/ws} or {@code wss://...}
 * @param identity null: the server chooses one
 * @param name null: the server chooses one
 * @param token null: none; required where the server has keys
 * @param subscribe receive whatever others publish; otherwise only what {@link
 *     HeadlessParticipant#subscribe} names
 * @param localAddress from which media is sent and received; null: the one that routes to the
 *     server
 * @param protocols over which media may go, at least one
 * @param authenticateOneIn 1: every packet is authenticated and decrypted, N: of the plain media
 *     packets one in N, and the others are counted by their header only
 * @param filter loses datagrams
 * @param candidates what to take the server's candidates for, such as what leads to them; called on
 *     the participant's loop
 */
public record JoinOptions(
        URI server,
        String room,
        @Nullable String identity,
        @Nullable String name,
        @Nullable String token,
        boolean subscribe,
        @Nullable InetAddress localAddress,
        Set<Protocol> protocols,
        int authenticateOneIn,
        DatagramFilter filter,
        UnaryOperator<List<Candidate>> candidates) {

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException naming the value that is out of bounds
     */
    public JoinOptions {
        protocols = Set.copyOf(protocols);
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("protocols is empty: give UDP, TCP or both");
        }
        if (authenticateOneIn < 1) {
            throw new IllegalArgumentException(
                    "authenticateOneIn is " + authenticateOneIn + ": give 1 or more");
        }
    }

    /** Without a token, receiving everything, every packet authenticated. */
    public static JoinOptions of(URI server, String room) {
        return new JoinOptions(
                server,
                room,
                null,
                null,
                null,
                true,
                null,
                Set.of(Protocol.values()),
                1,
                DatagramFilter.NONE,
                UnaryOperator.identity());
    }

    MediaOptions media() {
        return new MediaOptions(localAddress, protocols, authenticateOneIn, filter, candidates);
    }

    /** The same for another room. */
    public JoinOptions withRoom(String value) {
        return new JoinOptions(
                server,
                value,
                identity,
                name,
                token,
                subscribe,
                localAddress,
                protocols,
                authenticateOneIn,
                filter,
                candidates);
    }

    /** The same as somebody: identity and name. */
    public JoinOptions withIdentity(String value) {
        return new JoinOptions(
                server,
                room,
                value,
                value,
                token,
                subscribe,
                localAddress,
                protocols,
                authenticateOneIn,
                filter,
                candidates);
    }

    /** The same with a token; null: none. */
    public JoinOptions withToken(@Nullable String value) {
        return new JoinOptions(
                server,
                room,
                identity,
                name,
                value,
                subscribe,
                localAddress,
                protocols,
                authenticateOneIn,
                filter,
                candidates);
    }

    /** The same receiving everything, or only what is subscribed to. */
    public JoinOptions withSubscribe(boolean value) {
        return new JoinOptions(
                server,
                room,
                identity,
                name,
                token,
                value,
                localAddress,
                protocols,
                authenticateOneIn,
                filter,
                candidates);
    }

    /** The same with media from that address; null: from the one that routes to the server. */
    public JoinOptions withLocalAddress(@Nullable InetAddress value) {
        return new JoinOptions(
                server,
                room,
                identity,
                name,
                token,
                subscribe,
                value,
                protocols,
                authenticateOneIn,
                filter,
                candidates);
    }

    /** The same with media over these only. */
    public JoinOptions withProtocols(Protocol... values) {
        return new JoinOptions(
                server,
                room,
                identity,
                name,
                token,
                subscribe,
                localAddress,
                Set.of(values),
                authenticateOneIn,
                filter,
                candidates);
    }

    /** The same decrypting every packet (1), or one in so many. */
    public JoinOptions withAuthenticateOneIn(int value) {
        return new JoinOptions(
                server,
                room,
                identity,
                name,
                token,
                subscribe,
                localAddress,
                protocols,
                value,
                filter,
                candidates);
    }

    /** The same losing what the filter loses. */
    public JoinOptions withFilter(DatagramFilter value) {
        return new JoinOptions(
                server,
                room,
                identity,
                name,
                token,
                subscribe,
                localAddress,
                protocols,
                authenticateOneIn,
                value,
                candidates);
    }

    /** The same with the server's candidates as the function changes them. */
    public JoinOptions withCandidates(UnaryOperator<List<Candidate>> value) {
        return new JoinOptions(
                server,
                room,
                identity,
                name,
                token,
                subscribe,
                localAddress,
                protocols,
                authenticateOneIn,
                filter,
                value);
    }
}
