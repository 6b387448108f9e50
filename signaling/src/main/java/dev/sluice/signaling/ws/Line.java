package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's way to its client, over one socket after the other. What is said while there is none
 * is kept by the transcript. On the session's loop.
 */
final class Line {

    private final Limits limits;
    private @Nullable Outbox out;
    private @Nullable Transcript transcript;

    Line(Outbox out, Limits limits) {
        this.limits = limits;
        this.out = out;
    }

    /** From now on what is said is numbered from 1 and kept. */
    void remember() {
        transcript =
                new Transcript(
                        limits.of(Limit.RESUME_MESSAGES),
                        limits.of(Limit.RESUME_CHARACTERS),
                        limits.nanos(Limit.RESUME_SECONDS));
    }

    /** Says a JSON object. */
    void say(String body) {
        String text = numbered(body);
        if (out != null) {
            out.send(text);
        }
    }

    /** Says what may wait a moment for more of its kind. */
    void sayNews(String body) {
        String text = numbered(body);
        if (out != null) {
            out.sendNews(text);
        }
    }

    private String numbered(String body) {
        return transcript == null ? body : transcript.add(System.nanoTime(), body);
    }

    /** What a client missed that received so much; null when that cannot be made good. */
    @Nullable List<String> missed(long received) {
        return transcript == null ? null : transcript.after(received);
    }

    @Nullable Outbox out() {
        return out;
    }

    /** Goes on over another socket, null for none, and returns the one before. */
    @Nullable Outbox over(@Nullable Outbox next) {
        Outbox before = out;
        out = next;
        return before;
    }

    void pending(int requests) {
        if (out != null) {
            out.pending(requests);
        }
    }

    void joined() {
        if (out != null) {
            out.joined();
        }
    }

    void close(int code, String reason) {
        if (out != null) {
            out.close(code, reason);
        }
    }
}
