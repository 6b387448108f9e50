package dev.sluice.sfu.api;

/** What somebody is in a room, from the least to the most trusted. */
public enum Role {
    /** Watches, talks in the chat, publishes nothing. */
    VIEWER,
    /** Publishes and talks. */
    PARTICIPANT,
    /** Keeps order: mutes, removes, minds the waiting room and the chat. */
    MODERATOR,
    /** Runs the room, but neither ends it nor touches a host. */
    CO_HOST,
    /** May do everything. */
    HOST;

    /** Whether this role is above the other. */
    public boolean outranks(Role other) {
        return compareTo(other) > 0;
    }
}
