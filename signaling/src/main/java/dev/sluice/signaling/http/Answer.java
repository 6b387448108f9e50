package dev.sluice.signaling.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A response, whole.
 *
 * @param body borrowed and never changed; may be shared between responses
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy per response would be waste
public record Answer(HttpResponseStatus status, HttpHeaders headers, byte[] body) {

    private static final byte[] NOTHING = new byte[0];

    /** A status without a body. */
    public static Answer empty(HttpResponseStatus status) {
        return new Answer(status, new DefaultHttpHeaders(), NOTHING);
    }

    /** A status with a body. */
    public static Answer of(HttpResponseStatus status, String contentType, byte[] body) {
        Answer answer = new Answer(status, new DefaultHttpHeaders(), body);
        return answer.with(HttpHeaderNames.CONTENT_TYPE, contentType);
    }

    /** A status with a text as UTF-8. */
    public static Answer of(HttpResponseStatus status, String contentType, String body) {
        return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** A refusal in words for people. */
    public static Answer text(HttpResponseStatus status, String text) {
        return of(status, "text/plain; charset=utf-8", text + "\n");
    }

    /** Sets a header and returns this. */
    public Answer with(CharSequence name, Object value) {
        headers.set(name, value);
        return this;
    }

    /** Sets a header once for each value and returns this. */
    public Answer withAll(CharSequence name, List<String> values) {
        headers.set(name, values);
        return this;
    }
}
