package dev.sluice.sfu.api;

import java.util.Map;

/**
 * A request that the server understood and refuses. The message is for people: it names the field,
 * the bad value and the remedy. It carries no stack trace, because it tells of the caller's input
 * and not of our code. Immutable.
 */
public final class RejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, for programs. Signalling uses the same names as its error codes. */
    public enum Code {
        /** A value is missing, malformed or out of bounds. */
        BAD_REQUEST,
        /** Nobody knows who asks: no token or password, or a bad one. */
        UNAUTHORIZED,
        /** Whoever asks may not do that. */
        FORBIDDEN,
        /** There is no such room, participant or publication, or no longer. */
        NOT_FOUND,
        /** It does not fit what is there now: something is taken, or not yet done. */
        CONFLICT,
        /** It is longer than allowed. */
        TOO_LARGE,
        /** Too many, or too often; {@code details} may say when to try again. */
        LIMIT,
        /** The server is short of something, or goes. */
        UNAVAILABLE
    }

    private final Code code;
    private final transient Map<String, Object> details;

    /** A refusal without further values. */
    public RejectedException(Code code, String message) {
        this(code, message, Map.of());
    }

    /** A refusal with values that a program may want, such as {@code retryAfterSeconds}. */
    public RejectedException(Code code, String message, Map<String, Object> details) {
        super(message, null, false, false);
        this.code = code;
        this.details = Map.copyOf(details);
    }

    /** Why, for programs. */
    public Code code() {
        return code;
    }

    /** Values that a program may want; empty when there are none. */
    public Map<String, Object> details() {
        return details;
    }
}
