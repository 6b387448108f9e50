package dev.sluice.sfu.room;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import java.util.Map;

/** Words for requests that a room refuses. */
final class Refusal {

    private static final int MAX_SHOWN_CHARACTERS = 64;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Refusal() {}

    static RejectedException notFound(String what, String id) {
        return new RejectedException(Code.NOT_FOUND, "no " + what + " \"" + shown(id) + "\" here");
    }

    static RejectedException bad(String why) {
        return new RejectedException(Code.BAD_REQUEST, why);
    }

    static RejectedException forbidden(String why) {
        return new RejectedException(Code.FORBIDDEN, why);
    }

    /** Too often: says when it may be tried again, in whole seconds rounded up. */
    static RejectedException tooOften(String what, long waitNanos) {
        long seconds = Math.max(1, (waitNanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
        return new RejectedException(
                Code.LIMIT,
                what + ": try again in " + seconds + " s",
                Map.of("status", 429, "retryAfterSeconds", seconds));
    }

    static String shown(String text) {
        return text.length() > MAX_SHOWN_CHARACTERS
                ? text.substring(0, MAX_SHOWN_CHARACTERS)
                : text;
    }
}
