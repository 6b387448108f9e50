package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.signaling.json.Json;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an event once for all sessions of a loop that hear of it. The last few are remembered,
 * because events of different rooms interleave.
 */
final class EventTexts {

    private static final int REMEMBERED = 16;

    private static final FastThreadLocal<EventTexts> OF_THREAD =
            new FastThreadLocal<>() {
                @Override
                protected EventTexts initialValue() {
                    return new EventTexts();
                }
            };

    private final @Nullable RoomEvent[] events = new @Nullable RoomEvent[REMEMBERED];
    private final @Nullable String[] texts = new @Nullable String[REMEMBERED];
    private int next;

    /** The message of an event; null when there is none. */
    static @Nullable String of(RoomEvent event) {
        return OF_THREAD.get().text(event);
    }

    private @Nullable String text(RoomEvent event) {
        for (int i = 0; i < REMEMBERED; i++) {
            if (events[i] == event) {
                return texts[i];
            }
        }
        ObjectNode message = Events.message(event);
        String text = message == null ? null : Json.text(message);
        events[next] = event;
        texts[next] = text;
        next = (next + 1) % REMEMBERED;
        return text;
    }
}
