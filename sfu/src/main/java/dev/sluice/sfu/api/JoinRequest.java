package dev.sluice.sfu.api;

/**
 * Who wants into a room.
 *
 * @param identity at most 256 characters; a second join of the same identity replaces the first
 * @param name for people to read, at most 256 characters
 * @param autoSubscribe receive every publication of the room unless unsubscribed
 */
public record JoinRequest(
        String identity, String name, Permissions permissions, boolean autoSubscribe) {}
