package dev.sluice.signaling.client;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.mediacore.net.Protocol;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
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
 * @param media how media goes
 */
public record JoinOptions(
        URI server,
        String room,
        @Nullable String identity,
        @Nullable String name,
        @Nullable String token,
        boolean subscribe,
        MediaOptions media) {

    /** Without a token, receiving everything, every packet authenticated. */
    public static JoinOptions of(URI server, String room) {
        return new JoinOptions(server, room, null, null, null, true, MediaOptions.DEFAULT);
    }

    /** The same as somebody: identity and name. */
    public JoinOptions withIdentity(String value) {
        return new JoinOptions(server, room, value, value, token, subscribe, media);
    }

    /** The same with a token; null: none. */
    public JoinOptions withToken(@Nullable String value) {
        return new JoinOptions(server, room, identity, name, value, subscribe, media);
    }

    /** The same receiving everything, or only what is subscribed to. */
    public JoinOptions withSubscribe(boolean value) {
        return new JoinOptions(server, room, identity, name, token, value, media);
    }

    /** The same with media going so. */
    public JoinOptions withMedia(MediaOptions value) {
        return new JoinOptions(server, room, identity, name, token, subscribe, value);
    }

    /** The same with media from that address; null: from the one that routes to the server. */
    public JoinOptions withLocalAddress(@Nullable InetAddress value) {
        return withMedia(media.withLocalAddress(value));
    }

    /** The same with media over these only. */
    public JoinOptions withProtocols(Protocol... values) {
        return withMedia(media.withProtocols(values));
    }

    /** The same decrypting every packet (1), or of plain media one in so many. */
    public JoinOptions withAuthenticateOneIn(int value) {
        return withMedia(media.withAuthenticateOneIn(value));
    }

    /** The same losing what the filter loses. */
    public JoinOptions withFilter(DatagramFilter value) {
        return withMedia(media.withFilter(value));
    }

    /** The same with the server's candidates as the function changes them. */
    public JoinOptions withCandidates(UnaryOperator<List<Candidate>> value) {
        return withMedia(media.withCandidates(value));
    }
}
