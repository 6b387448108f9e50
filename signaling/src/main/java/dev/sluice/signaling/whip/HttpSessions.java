package dev.sluice.signaling.whip;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.MediaServer;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The WHIP and WHEP sessions of a server. Safe from any thread. */
final class HttpSessions {

    private static final int ID_BYTES = 16;

    /** A session and its first answer. */
    record Started(HttpSession session, String answer) {}

    private final MediaServer media;
    private final Supplier<Executor> loops;
    private final RandomGenerator random;
    private final ConcurrentMap<String, HttpSession> sessions = new ConcurrentHashMap<>();

    HttpSessions(MediaServer media, Supplier<Executor> loops, RandomGenerator random) {
        this.media = media;
        this.loops = loops;
        this.random = random;
    }

    @Nullable HttpSession find(String id) {
        return sessions.get(id);
    }

    int size() {
        return sessions.size();
    }

    /** A name that nobody guesses. */
    String newName() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Publishes what the offer sends. */
    CompletionStage<Started> publish(String room, JoinRequest request, String sdp) {
        return new SessionStart(this, media, loops.get(), sdp).publish(room, request);
    }

    /**
     * Plays one publisher.
     *
     * @param wanted which, null: the only one
     */
    CompletionStage<Started> play(
            String room, JoinRequest request, @Nullable String wanted, String sdp) {
        return new SessionStart(this, media, loops.get(), sdp).play(room, request, wanted);
    }

    void add(HttpSession session) {
        sessions.put(session.id(), session);
    }

    void remove(String id) {
        sessions.remove(id);
    }

    /** Ends that session; the stage completes when nothing of it is left. */
    CompletionStage<Void> end(HttpSession session) {
        remove(session.id());
        return session.end();
    }
}
