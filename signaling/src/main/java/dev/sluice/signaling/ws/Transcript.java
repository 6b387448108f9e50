package dev.sluice.signaling.ws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers what a client is told, and keeps the last of it for a client that comes back. Bounded by
 * number and by size; a message counts even when several transcripts share it.
 */
final class Transcript {

    private final int maxMessages;
    private final long maxCharacters;
    private final Deque<String> kept = new ArrayDeque<>();
    private long characters;
    private long last;

    Transcript(int maxMessages, long maxCharacters) {
        this.maxMessages = maxMessages;
        this.maxCharacters = maxCharacters;
    }

    /**
     * Takes the next message.
     *
     * @param body a JSON object with at least one field
     * @return the message with its number
     */
    String add(String body) {
        kept.addLast(body);
        characters += body.length();
        while (kept.size() > maxMessages || characters > maxCharacters) {
            characters -= kept.removeFirst().length();
        }
        return numbered(++last, body);
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
        for (String body : kept) {
            if (++number > received) {
                missed.add(numbered(number, body));
            }
        }
        return missed;
    }

    private static String numbered(long number, String body) {
        return "{\"n\":" + number + "," + body.substring(1);
    }
}
