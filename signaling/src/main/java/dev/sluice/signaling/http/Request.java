package dev.sluice.signaling.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request, whole.
 *
 * @param path decoded, begins with a slash
 * @param segments what stands between the slashes of the path, each decoded for itself
 * @param query decoded parameters
 * @param body decoded as UTF-8, empty without one
 */
public record Request(
        HttpMethod method,
        String path,
        List<String> segments,
        Map<String, List<String>> query,
        HttpHeaders headers,
        String body) {

    /** The first header of that name, null without one. */
    public @Nullable String header(CharSequence name) {
        return headers.get(name);
    }

    /** The parameter's first value. */
    public @Nullable String parameter(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }
}
