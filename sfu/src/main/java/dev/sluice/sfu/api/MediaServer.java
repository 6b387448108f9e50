package dev.sluice.sfu.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A running SFU. Several may live in one JVM; nothing is shared between them. */
public interface MediaServer extends AutoCloseable {

    /**
     * Joins a room, which is made on the first join and goes when it was empty for the configured
     * time.
     *
     * @param room 1 to 256 characters
     * @param events told everything that happens after the returned snapshot, in order, never
     *     concurrently
     */
    CompletionStage<Joined> join(String room, JoinRequest request, Consumer<RoomEvent> events);

    /** Everybody in a room now; empty when there is no such room. */
    CompletionStage<List<ParticipantInfo>> participants(String room);

    /**
     * Ends every call and frees sockets, threads and memory. Blocks until that is done; harmless
     * when repeated.
     */
    @Override
    void close();
}
