package dev.sluice.sfu.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A running SFU. Several may live in one JVM; nothing is shared between them. Any thread. */
public interface MediaServer extends AutoCloseable {

    /** One listener that is told of every room. Any thread. */
    interface Listening extends AutoCloseable {

        /** Tells it nothing from now on, but what it is just being told. Harmless when repeated. */
        @Override
        void close();
    }

    /**
     * Joins a room, which is made on the first join and goes when it was empty for the configured
     * time. Where the room has a waiting room, {@link RoomEvent.Waiting} comes first and the stage
     * completes once somebody admits or refuses.
     *
     * @param room 1 to 256 characters
     * @param events told everything that happens after the returned snapshot, in order, never
     *     concurrently
     */
    CompletionStage<Joined> join(String room, JoinRequest request, Consumer<RoomEvent> events);

    /** What this server lets one peer, room or caller make it do or keep. Any thread. */
    default Limits limits() {
        return Limits.DEFAULT;
    }

    /** Waits no more. Harmless when it does not wait. */
    CompletionStage<Void> withdraw(String room, String waitingId);

    /** Everybody in a room now, without the hidden ones; empty when there is no such room. */
    CompletionStage<List<ParticipantInfo>> participants(String room);

    /**
     * Makes a room before anybody joins it. One that is scheduled stays at least until its start,
     * others go as those that a join makes.
     *
     * @return refused with CONFLICT when there is one of that name
     */
    CompletionStage<RoomInfo> createRoom(String room, RoomSettings settings);

    /** A room; refused with NOT_FOUND when there is none of that name. */
    CompletionStage<RoomInfo> room(String room);

    /** All rooms, by name. */
    CompletionStage<List<RoomInfo>> rooms();

    /** Who waits in a room, first come first; refused with NOT_FOUND. */
    CompletionStage<List<WaitingInfo>> waiting(String room);

    /**
     * Does something in a room as its administrator, who may do everything but what only
     * participants can do.
     *
     * @return refused with NOT_FOUND when there is no such room
     */
    CompletionStage<RoomReply> command(String room, RoomCommand command);

    /** Nobody comes in with that token any more. Whoever is in stays in. Any thread. */
    void revoke(JoinRequest.Access access);

    /**
     * Tells a listener of every room from now on, on the embedder's executor: of one room in order,
     * of several perhaps concurrently.
     */
    Listening listen(Consumer<ServerEvent> listener);

    /**
     * Ends every call and frees sockets, threads and memory. Blocks until that is done; harmless
     * when repeated.
     */
    @Override
    void close();
}
