package dev.sluice.sfu.call;

import dev.sluice.sfu.api.RoomType;

/**
 * A call as it is now.
 *
 * @param id unique on the server
 * @param type VOICE or VIDEO
 * @param fromIdentity who calls
 * @param fromName likewise, for people to read
 * @param toIdentity who is called
 * @param room where both meet once it is active; unguessable
 * @param startedAtMillis since 1970
 * @param activeAtMillis since 1970, 0 if it was never accepted
 * @param overAtMillis since 1970, 0 while it is not over
 */
public record CallInfo(
        String id,
        CallState state,
        RoomType type,
        String fromIdentity,
        String fromName,
        String toIdentity,
        String room,
        long startedAtMillis,
        long activeAtMillis,
        long overAtMillis) {}
