package dev.sluice.sfu.api;

import java.util.List;

/** What a {@link RoomCommand} returns. */
public sealed interface RoomReply {

    /** There is nothing to say. */
    Done DONE = new Done();

    /** It is done, and there is nothing to say about it. */
    record Done() implements RoomReply {}

    /** A chat message was sent. */
    record Sent(ChatMessage message) implements RoomReply {}

    /**
     * Messages, oldest first.
     *
     * @param more whether there are older ones
     */
    record Messages(List<ChatMessage> messages, boolean more) implements RoomReply {}
}
