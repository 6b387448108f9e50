package dev.sluice.signaling.config;

import dev.sluice.sfu.api.Limit;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds settings by name, and what a mistyped name may have meant. */
public final class Names {

    private Names() {}

    static @Nullable Setting setting(String key) {
        for (Setting setting : Setting.values()) {
            if (setting.key().equals(key)) {
                return setting;
            }
        }
        return null;
    }

    static @Nullable Limit limit(String key) {
        for (Limit limit : Limit.values()) {
            if (limit.key().equals(key)) {
                return limit;
            }
        }
        return null;
    }

    /** {@code "; did you mean socket-requests"}, or nothing. */
    static String likeLimit(String mistyped) {
        return suggestion(mistyped, "", Arrays.stream(Limit.values()).map(Limit::key).toList());
    }

    /**
     * {@code "; did you mean --http-port?"} without the question mark, or nothing.
     *
     * @param prefix what stands before names where the user wrote, such as two dashes
     */
    public static String suggestion(String mistyped, String prefix) {
        return suggestion(
                mistyped, prefix, Arrays.stream(Setting.values()).map(Setting::key).toList());
    }

    private static String suggestion(String mistyped, String prefix, List<String> names) {
        String best = "";
        int bestDistance = Math.max(2, mistyped.length() / 3) + 1;
        for (String name : names) {
            int distance = distance(mistyped, name);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = name;
            }
        }
        return best.isEmpty() ? "" : "; did you mean " + prefix + best;
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
