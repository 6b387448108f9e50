package dev.sluice.signaling.ws;

/** Where a session's messages go. Called on the session's loop. */
interface Outbox {

    void send(String message);

    /** Closes after what was sent (RFC 6455, section 7.4). Harmless when repeated. */
    void close(int code, String reason);

    /** How many requests are being worked on. */
    void pending(int requests);

    /** The client is in: what was tight for strangers may be wide. */
    void joined();
}
