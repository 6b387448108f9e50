package dev.sluice.signaling.observe;

import dev.sluice.signaling.auth.TokenVerifier;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.http.Request;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Lets operators in: those with the token, or without one everybody where anybody may join. */
public final class AdminToken {

    private final byte @Nullable [] expected;
    private final boolean open;

    /**
     * Who gets in.
     *
     * @param token null: none is set
     * @param open without a token everybody gets in, not nobody
     */
    public AdminToken(@Nullable String token, boolean open) {
        this.expected = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
        this.open = open;
    }

    /** The refusal of a request that shows no or another token; null: let it in. */
    public @Nullable Answer refuse(Request request) {
        if (expected == null) {
            return open
                    ? null
                    : Answer.text(
                            HttpResponseStatus.FORBIDDEN,
                            "This page is for operators: set admin-token to see it.");
        }
        String given = TokenVerifier.bearer(request.header(HttpHeaderNames.AUTHORIZATION));
        if (given != null
                && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected)) {
            return null;
        }
        return Answer.text(
                        HttpResponseStatus.UNAUTHORIZED,
                        "This page is for operators: send 'Authorization: Bearer' with the"
                                + " admin-token.")
                .with(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
}
