package dev.sluice.signaling.rest;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.signaling.auth.TokenVerifier;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.http.Refusals;
import dev.sluice.signaling.http.Request;
import dev.sluice.signaling.observe.AdminToken;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/** Who may administer: whoever shows the admin token, or a token with the claim {@code admin}. */
public final class AdminAccess {

    private final AdminToken adminToken;
    private final @Nullable TokenVerifier verifier;

    /**
     * Who gets in.
     *
     * @param verifier null: no keys
     */
    public AdminAccess(AdminToken adminToken, @Nullable TokenVerifier verifier) {
        this.adminToken = adminToken;
        this.verifier = verifier;
    }

    @Nullable TokenVerifier verifier() {
        return verifier;
    }

    /** The refusal of a request, null: let it in. */
    @Nullable Answer refuse(Request request) {
        if (adminToken.refuse(request) == null || granted(request)) {
            return null;
        }
        return Refusals.answer(
                new RejectedException(
                        Code.UNAUTHORIZED,
                        "The admin API takes 'Authorization: Bearer' with the server's admin-token,"
                                + " or with a token whose claim admin is true."));
    }

    private boolean granted(Request request) {
        String token = TokenVerifier.bearer(request.header(HttpHeaderNames.AUTHORIZATION));
        if (verifier == null || token == null) {
            return false;
        }
        try {
            return verifier.verify(token).admin();
        } catch (RejectedException e) {
            return false;
        }
    }
}
