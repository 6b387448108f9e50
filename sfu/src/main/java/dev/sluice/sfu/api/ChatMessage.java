package dev.sluice.sfu.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message of a room's chat.
 *
 * @param id unique on the server
 * @param order grows by at least one with each message of the room
 * @param identity its writer's, "administrator" for one of the administrator's
 * @param name its writer's at that time, for people to read; "" for the administrator
 * @param to the identity of the only reader, null: everybody
 * @param text as it was written: a page that shows it must escape it
 * @param atMillis the server's time, since 1970
 * @param reactions by emoji, the identities of those who reacted so, first come first
 */
public record ChatMessage(
        String id,
        long order,
        String identity,
        String name,
        @Nullable String to,
        String text,
        long atMillis,
        Map<String, List<String>> reactions) {}
