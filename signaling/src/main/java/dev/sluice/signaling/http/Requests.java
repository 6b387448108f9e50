package dev.sluice.signaling.http;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Netty's requests as ours. */
final class Requests {

    private static final int MAX_PARAMETERS = 32;

    private Requests() {}

    /** The request without its body, null when its address is malformed. */
    static @Nullable Request head(HttpRequest request) {
        return of(request, "");
    }

    static @Nullable Request whole(FullHttpRequest request) {
        return of(request, request.content().toString(StandardCharsets.UTF_8));
    }

    private static @Nullable Request of(HttpRequest request, String body) {
        try {
            QueryStringDecoder decoder =
                    new QueryStringDecoder(
                            request.uri(), StandardCharsets.UTF_8, true, MAX_PARAMETERS);
            String path = decoder.path();
            if (!path.startsWith("/")) {
                return null;
            }
            return new Request(
                    request.method(),
                    path,
                    segments(decoder.rawPath()),
                    decoder.parameters(),
                    request.headers(),
                    body);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A slash that is encoded belongs to its segment. */
    private static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.substring(1).split("/", -1)) {
            segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        return segments;
    }

    /** A browser asks whether another page's request may be sent (Fetch, CORS preflight). */
    static boolean isPreflight(Request request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    }
}
