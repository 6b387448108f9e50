package dev.sluice.sfu.api;

import java.util.Map;

/**
 * A request that the server understood and refuses. The message is for people: it names the field,
 * the bad value and the remedy. It carries no stack trace, because it tells of the caller's input
 * and not of our code.
 */
public final class RejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, for programs. Signalling uses the same names as its error codes. */
    public enum Code {
        BAD_REQUEST,
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_FOUND,
        CONFLICT,
        TOO_LARGE,
        LIMIT,
        UNAVAILABLE
    }

    private final Code code;
    private final transient Map<String, Object> details;

    public RejectedException(Code code, String message) {
        this(code, message, Map.of());
    }

    /** A refusal with values that a program may want, such as {@code retryAfterSeconds}. */
    public RejectedException(Code code, String message, Map<String, Object> details) {
        super(message, null, false, false);
        this.code = code;
        this.details = Map.copyOf(details);
    }

    public Code code() {
        return code;
    }

    public Map<String, Object> details() {
        return details;
    }
}
