package dev.sluice.signaling.rest;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.signaling.http.Answer;
import dev.sluice.signaling.http.Request;
import dev.sluice.signaling.json.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A method on a path such as {@code rooms/{room}/participants}.
 *
 * @param path after {@code /api/v1/}
 */
record Route(String method, String path, Handler handler) {

    /** Answers. Refusals are thrown, or fail the stage. */
    @FunctionalInterface
    interface Handler {
        CompletionStage<Answer> handle(Call call);
    }

    /** A request to a route. */
    static final class Call {

        private final Request request;
        private final Map<String, String> names;

        Call(Request request, Map<String, String> names) {
            this.request = request;
            this.names = names;
        }

        /** What stands in the path at {@code {name}}. */
        String at(String name) {
            String value = names.get(name);
            if (value == null) {
                throw new IllegalStateException("the route has no {" + name + "}");
            }
            return value;
        }

        @Nullable String parameter(String name) {
            return request.parameter(name);
        }

        /** A whole number, {@code otherwise} when it is missing. */
        int number(String name, int otherwise, int least, int most) {
            String text = request.parameter(name);
            if (text == null) {
                return otherwise;
            }
            try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    name + ": give a whole number from " + least + " to " + most + ".");
        }

        /** The body, which must be a JSON object; an empty one counts as one without fields. */
        Fields body() {
            return Fields.parse(request.body().isBlank() ? "{}" : request.body());
        }
    }

    /** The names in the path of a request that this route is for; null: it is for another. */
    @Nullable Map<String, String> match(List<String> segments) {
        String[] pattern = path.split("/", -1);
        if (segments.size() != pattern.length) {
            return null;
        }
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].startsWith("{")) {
                names.put(pattern[i].substring(1, pattern[i].length() - 1), segments.get(i));
            } else if (!pattern[i].equals(segments.get(i))) {
                return null;
            }
        }
        return names;
    }
}
