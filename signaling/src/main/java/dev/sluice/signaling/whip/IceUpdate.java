package dev.sluice.signaling.whip;

import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.http.Request;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SdpFragment;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One PATCH of a session: trickled candidates, or an ICE restart (RFC 9725, section 4.3). What
 * tells them apart are the credentials: new ones restart. Candidates need nothing of us, since an
 * ICE-lite agent answers checks from wherever they come.
 */
final class IceUpdate {

    /** RFC 8840, section 9. */
    static final String TYPE = "application/trickle-ice-sdpfrag";

    private static final int MAX_CHARACTERS = 64 * 1024;

    /** The second as an example of RFC 9725 has it. */
    private static final List<String> ANY = List.of("*", "\"*\"");

    private final HttpSession session;
    private final Request request;

    IceUpdate(HttpSession session, Request request) {
        this.session = session;
        this.request = request;
    }

    /**
     * Does it.
     *
     * @param etags makes one that was never used
     */
    CompletionStage<Answer> apply(Supplier<String> etags) {
        String wanted = request.header(HttpHeaderNames.IF_MATCH);
        if (wanted == null && session.isCurrent(read().credentials())) {
            // Some clients forget the header; their candidates change nothing.
            return now(Answer.empty(HttpResponseStatus.NO_CONTENT));
        }
        if (wanted == null) {
            return now(
                    Answer.text(
                            HttpResponseStatus.PRECONDITION_REQUIRED,
                            "Send If-Match: the session's ETag with candidates, * to restart"
                                    + " ICE."));
        }
        IceCredentials credentials = read().credentials();
        boolean any = ANY.contains(wanted.trim());
        if (!any && !names(wanted, session.etag())) {
            return now(
                    Answer.text(
                                    HttpResponseStatus.PRECONDITION_FAILED,
                                    "ICE was restarted since; use the ETag of that answer.")
                            .with(HttpHeaderNames.ETAG, session.etag()));
        }
        if (credentials == null && any) {
            throw bad("a restart needs a=ice-ufrag and a=ice-pwd.", Map.of());
        }
        return credentials != null && !session.isCurrent(credentials)
                ? restart(credentials, etags.get())
                : now(Answer.empty(HttpResponseStatus.NO_CONTENT));
    }

    private CompletionStage<Answer> restart(IceCredentials credentials, String etag) {
        return session.restart(credentials, etag)
                .thenApply(ours ->
                        Answer.of(HttpResponseStatus.OK, TYPE, ours.write())
                                .with(HttpHeaderNames.ETAG, etag)
                                .with(HttpHeaderNames.CACHE_CONTROL, "no-store"));
    }

    /** Strong comparison (RFC 9110, section 13.1.1): weak tags name nothing. */
    private static boolean names(String header, String etag) {
        return Arrays.stream(header.split(",")).map(String::trim).anyMatch(etag::equals);
    }

    private SdpFragment read() {
        String text = request.body();
        if (text.length() > MAX_CHARACTERS) {
            throw new RejectedException(
                    Code.TOO_LARGE,
                    "The fragment is too long; send at most " + MAX_CHARACTERS + " characters.");
        }
        try {
            return SdpFragment.parse(text);
        } catch (SdpException e) {
            throw bad(e.getMessage(), Map.of("line", e.line()));
        }
    }

    private static RejectedException bad(@Nullable String why, Map<String, Object> details) {
        return new RejectedException(Code.BAD_REQUEST, "The fragment: " + why, details);
    }

    private static CompletionStage<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
