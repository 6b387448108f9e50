package dev.sluice.signaling.http;

import dev.sluice.sfu.api.RejectedException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Refusals as HTTP: a status and {@code {"error", "code", "details"}}. */
public final class Refusals {

    private static final String RETRY_SECONDS = "5";
    private static final JsonMapper JSON = JsonMapper.shared();

    private Refusals() {}

    /** The answer that tells a refusal. */
    public static Answer answer(RejectedException refusal) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", refusal.getMessage());
        body.put("code", refusal.code().name());
        body.put("details", refusal.details());
        Answer answer =
                Answer.of(status(refusal.code()), "application/json", JSON.writeValueAsBytes(body));
        if (refusal.code() == RejectedException.Code.UNAUTHORIZED) {
            answer.with(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        Object retry = refusal.details().get("retryAfterSeconds");
        if (retry != null || isForNow(refusal.code())) {
            String seconds = retry == null ? RETRY_SECONDS : retry.toString();
            answer.with(HttpHeaderNames.RETRY_AFTER, seconds);
        }
        return answer;
    }

    /** The nearest code of a status from 400 on. */
    static RejectedException.Code code(HttpResponseStatus status) {
        return switch (status.code()) {
            case 401 -> RejectedException.Code.UNAUTHORIZED;
            case 403, 421 -> RejectedException.Code.FORBIDDEN;
            case 404 -> RejectedException.Code.NOT_FOUND;
            case 409 -> RejectedException.Code.CONFLICT;
            case 413, 414, 431 -> RejectedException.Code.TOO_LARGE;
            case 429 -> RejectedException.Code.LIMIT;
            case 503 -> RejectedException.Code.UNAVAILABLE;
            default -> RejectedException.Code.BAD_REQUEST;
        };
    }

    private static boolean isForNow(RejectedException.Code code) {
        return code == RejectedException.Code.LIMIT || code == RejectedException.Code.UNAVAILABLE;
    }

    private static HttpResponseStatus status(RejectedException.Code code) {
        return switch (code) {
            case BAD_REQUEST -> HttpResponseStatus.BAD_REQUEST;
            case UNAUTHORIZED -> HttpResponseStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpResponseStatus.FORBIDDEN;
            case NOT_FOUND -> HttpResponseStatus.NOT_FOUND;
            case CONFLICT -> HttpResponseStatus.CONFLICT;
            case TOO_LARGE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
            case LIMIT -> HttpResponseStatus.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> HttpResponseStatus.SERVICE_UNAVAILABLE;
        };
    }
}
