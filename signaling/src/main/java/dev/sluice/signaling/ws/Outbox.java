package dev.sluice.signaling.ws;

/** A socket as sessions see it. Safe from any thread; what one thread says keeps its order. */
interface Outbox {

    void send(String message);

    /** The same for what may wait some 100 ms, so that what comes until then goes with it. */
    default void sendNews(String message) {
        send(message);
    }

    /** Closes after what was sent (RFC 6455, section 7.4). Harmless when repeated. */
    void close(int code, String reason);

    /** How many requests are being worked on. */
    void pending(int requests);

    /** The client is in: what was tight for strangers may be wide. */
    void joined();

    /** What comes from now on is for that session. Called on the socket's loop. */
    void handOver(Session session);
}
