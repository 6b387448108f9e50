package dev.sluice.signaling.ws;

import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The sessions that a client can come back to, by their secret. Any thread. */
final class Resumables {

    private static final int TOKEN_BYTES = 24;

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final RandomGenerator random;

    /**
     * None yet.
     *
     * @param random unguessable
     */
    Resumables(RandomGenerator random) {
        this.random = random;
    }

    /** Keeps a session; the secret that finds it. */
    String add(Session session) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        sessions.put(token, session);
        return token;
    }

    @Nullable Session find(String token) {
        return sessions.get(token);
    }

    void remove(String token) {
        sessions.remove(token);
    }

    void forEach(Consumer<Session> action) {
        sessions.values().forEach(action);
    }
}
