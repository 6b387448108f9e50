package dev.sluice.sfu.api;

import org.jspecify.annotations.Nullable;

/**
 * A room as it is now.
 *
 * @param id unique on the server, new each time a room of that name is made
 * @param name by which it is joined
 * @param settings with its password blanked
 * @param protectedByPassword whether it has one
 * @param locked nobody new gets in but those who run it
 * @param recording whether it is said to be recorded now
 * @param participants without the hidden ones
 * @param waiting in the waiting room
 * @param createdAtMillis since 1970
 * @param startedAtMillis since 1970, 0 before the start
 * @param dominantId the dominant speaker among those that others see; null before anybody spoke
 */
public record RoomInfo(
        String id,
        String name,
        SessionState state,
        RoomSettings settings,
        boolean protectedByPassword,
        boolean locked,
        boolean recording,
        int participants,
        int waiting,
        long createdAtMillis,
        long startedAtMillis,
        @Nullable String dominantId) {}
