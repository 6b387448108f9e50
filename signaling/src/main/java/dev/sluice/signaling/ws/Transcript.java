package dev.sluice.signaling.ws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers what a client is told, and keeps the last of it for a client that comes back. Bounded by
 * number, by size and by age; a message counts even when several transcripts share it.
 */
final class Transcript {

    private final int maxMessages;
    private final long maxCharacters;
    private final long maxAgeNanos;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private long characters;
    private long last;

    private record Kept(long nanos, String body) {}

    /**
     * An empty one.
     *
     * @param maxAgeNanos over a minute: a hung socket is found within 30 s, and who lost one comes
     *     back within 30 s more
     */
    Transcript(int maxMessages, long maxCharacters, long maxAgeNanos) {
        this.maxAgeNanos = maxAgeNanos;
        this.maxMessages = maxMessages;
        this.maxCharacters = maxCharacters;
    }

    /**
     * Takes the next message.
     *
     * @param body a JSON object with at least one field
     * @return the message with its number
     */
    String add(long nowNanos, String body) {
        kept.addLast(new Kept(nowNanos, body));
        characters += body.length();
        // What is longer than all that may be kept is said, but not kept.
        while (!kept.isEmpty() && mustForget(nowNanos)) {
            characters -= kept.removeFirst().body().length();
        }
        return numbered(++last, body);
    }

    private boolean mustForget(long nowNanos) {
        return kept.size() > maxMessages
                || characters > maxCharacters
                || nowNanos - kept.getFirst().nanos() > maxAgeNanos;
    }

    /**
     * What came after a number, with its numbers; null when not all of that is kept, or when it was
     * never reached.
     */
    @Nullable List<String> after(long received) {
        if (received > last || received < last - kept.size()) {
            return null;
        }
        List<String> missed = new ArrayList<>();
        long number = last - kept.size();
        for (Kept each : kept) {
            if (++number > received) {
                missed.add(numbered(number, each.body()));
            }
        }
        return missed;
    }

    private static String numbered(long number, String body) {
        return "{\"n\":" + number + "," + body.substring(1);
    }
}
