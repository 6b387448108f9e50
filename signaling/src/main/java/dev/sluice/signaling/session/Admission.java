package dev.sluice.signaling.session;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenVerifier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides who gets into which room as whom. With keys the token decides; without, everyone may do
 * everything. Safe from any thread if its generator is.
 */
public final class Admission {

    private final @Nullable TokenVerifier verifier;
    private final RandomGenerator random;
    private final Tickets tickets;
    private final int nameCharacters;

    /**
     * Who somebody is that joins nothing yet.
     *
     * @param identity from the token, or made up
     * @param name for people to read
     * @param mayCall whether it may make calls
     */
    public record Caller(String identity, String name, boolean mayCall) {}

    /** The admission of a server that invites nobody itself. */
    public Admission(@Nullable TokenVerifier verifier, RandomGenerator random) {
        this(verifier, random, new Tickets(random), Limits.DEFAULT);
    }

    /**
     * The admission of one server.
     *
     * @param verifier null: no keys
     * @param random makes identities for those that give none
     * @param tickets taken in place of tokens
     */
    public Admission(
            @Nullable TokenVerifier verifier,
            RandomGenerator random,
            Tickets tickets,
            Limits limits) {
        this.nameCharacters = limits.of(Limit.NAME_CHARACTERS);
        this.verifier = verifier;
        this.random = random;
        this.tickets = tickets;
    }

    /**
     * Checks a join. A token's identity and name go before the asked ones. The caller may add what
     * is not for a token to say.
     *
     * @throws RejectedException BAD_REQUEST or UNAUTHORIZED
     */
    public JoinRequest.Builder admit(
            String room,
            @Nullable String token,
            @Nullable String identity,
            @Nullable String name,
            boolean autoSubscribe) {
        check("room", room);
        Tickets.Ticket ticket = tickets.find(token, room);
        if (ticket != null && token != null) {
            return JoinRequest.builder(ticket.identity(), ticket.name())
                    .autoSubscribe(autoSubscribe)
                    .access(new JoinRequest.Access(token, Long.MAX_VALUE));
        }
        Grant grant = verifier == null ? null : verifier.verify(token, room);
        String who = first(grant == null ? null : grant.identity(), identity, "guest");
        String called = first(grant == null ? null : grant.name(), name, null);
        JoinRequest.Builder request =
                JoinRequest.builder(
                                check("identity", who),
                                called.isEmpty() ? who : check("name", called))
                        .autoSubscribe(autoSubscribe);
        return grant == null
                ? request.hostIfFirst(true)
                : request.permissions(grant.permissions())
                        .role(grant.role())
                        .hostIfFirst(grant.hostIfFirst())
                        .access(grant.access())
                        .attributes(grant.attributes());
    }

    /**
     * Checks who somebody is, whatever room its token is for. A token's identity and name go before
     * the asked ones.
     *
     * @throws RejectedException BAD_REQUEST or UNAUTHORIZED
     */
    public Caller authenticate(
            @Nullable String token, @Nullable String identity, @Nullable String name) {
        Grant grant = verifier == null ? null : verifier.verify(token);
        String who = grant == null ? identity : grant.identity();
        if (who == null) {
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    grant == null
                            ? "identity: missing; say who can be called here."
                            : "The token names nobody; ask for one with an identity.");
        }
        String called = first(grant == null ? null : grant.name(), name, null);
        return new Caller(
                check("identity", who),
                called.isEmpty() ? who : check("name", called),
                grant == null || grant.calls());
    }

    /**
     * What the token of a request that joins nothing allows; null without keys.
     *
     * @throws RejectedException UNAUTHORIZED
     */
    public @Nullable Grant authorize(String room, @Nullable String token) {
        check("room", room);
        return verifier == null ? null : verifier.verify(token, room);
    }

    private String first(
            @Nullable String granted, @Nullable String asked, @Nullable String generatedPrefix) {
        if (granted != null) {
            return granted;
        }
        if (asked != null && !asked.isEmpty()) {
            return asked;
        }
        return generatedPrefix == null
                ? ""
                : generatedPrefix + "-" + String.format("%012x", random.nextLong() >>> 16);
    }

    private String check(String field, String value) {
        boolean printable = value.codePoints().noneMatch(Character::isISOControl);
        if (value.isEmpty() || value.length() > nameCharacters || !printable) {
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    field
                            + ": give 1 to "
                            + nameCharacters
                            + " characters without control characters.");
        }
        return value;
    }
}
