package dev.sluice.sfu.api;

/** What somebody is in a room, from the least to the most trusted. */
public enum Role {
    /** Watches, talks in the chat, publishes nothing. */
    VIEWER,
    PARTICIPANT,
    /** Keeps order: mutes, removes, minds the waiting room and the chat. */
    MODERATOR,
    /** Runs the room, but neither ends it nor touches a host. */
    CO_HOST,
    HOST;

    public boolean outranks(Role other) {
        return compareTo(other) > 0;
    }
}
