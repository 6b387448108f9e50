package dev.sluice.signaling.session;

import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What lets somebody into one room in place of a token, for rooms that the server itself invites
 * to. Any thread.
 */
public final class Tickets {

    private static final String PREFIX = "ticket:";
    private static final int BYTES = 24;

    private final Map<String, Ticket> tickets = new ConcurrentHashMap<>();
    private final RandomGenerator random;

    /**
     * Who may enter where.
     *
     * @param identity who enters
     * @param name for people to read
     */
    public record Ticket(String room, String identity, String name) {}

    /**
     * None yet.
     *
     * @param random unguessable, safe from any thread
     */
    public Tickets(RandomGenerator random) {
        this.random = random;
    }

    /** Makes one; it is of use, again and again, until {@link #end}. */
    public String issue(Ticket ticket) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        tickets.put(text, ticket);
        return text;
    }

    /** The ticket, null when it is none for that room. */
    public @Nullable Ticket find(@Nullable String text, String room) {
        if (text == null || !text.startsWith(PREFIX)) {
            return null;
        }
        Ticket ticket = tickets.get(text);
        return ticket != null && ticket.room().equals(room) ? ticket : null;
    }

    /** Nobody gets into that room by ticket any more. */
    public void end(String room) {
        tickets.values().removeIf(ticket -> ticket.room().equals(room));
    }
}
