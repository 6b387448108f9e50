package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.signaling.json.Json;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an event once for all sessions of a loop that hear of it, and lets their transcripts share
 * the text. Many are remembered: under load each session takes a row of events before the next
 * session does.
 */
final class EventTexts {

    static final int MAX_REMEMBERED = 1_024;
    static final long MAX_CHARACTERS = 4L << 20;

    private static final FastThreadLocal<EventTexts> OF_THREAD =
            new FastThreadLocal<>() {
                @Override
                protected EventTexts initialValue() {
                    return new EventTexts();
                }
            };

    private final IdentityHashMap<RoomEvent, String> texts = new IdentityHashMap<>();
    private final Deque<RoomEvent> order = new ArrayDeque<>();
    private long characters;

    /** The message of an event; null when there is none. */
    static @Nullable String of(RoomEvent event) {
        return OF_THREAD.get().text(event);
    }

    @Nullable String text(RoomEvent event) {
        String known = texts.get(event);
        if (known != null) {
            return known;
        }
        ObjectNode message = Events.message(event);
        if (message == null) {
            return null;
        }
        String text = Json.text(message);
        remember(event, text);
        return text;
    }

    private void remember(RoomEvent event, String text) {
        texts.put(event, text);
        order.addLast(event);
        characters += text.length();
        while (order.size() > MAX_REMEMBERED || characters > MAX_CHARACTERS) {
            String oldest = texts.remove(order.removeFirst());
            characters -= oldest == null ? 0 : oldest.length();
        }
    }

    int remembered() {
        return order.size();
    }
}
