package dev.sluice.signaling.config;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single values. Each refusal names the setting, the value and the remedy. */
final class Values {

    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");

    private Values() {}

    static int integer(Given given, int min, int max) {
        String value = given.value().trim();
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw given.bad(value, "give a whole number from " + min + " to " + max + ".");
    }

    static boolean flag(Given given) {
        String value = given.value().trim().toLowerCase(Locale.ROOT);
        switch (value) {
            case "true", "yes", "on", "1" -> {
                return true;
            }
            case "false", "no", "off", "0" -> {
                return false;
            }
            default -> throw given.bad(value, "give true or false.");
        }
    }

    /** {@code 90}, {@code 90s}, {@code 5m}, {@code 1h}; a bare number is seconds. */
    static Duration time(Given given, Duration max) {
        String value = given.value().trim();
        Matcher match = TIME.matcher(value);
        if (match.matches()) {
            Duration time = time(Long.parseLong(match.group(1)), match.group(2));
            if (time.compareTo(max) <= 0) {
                return time;
            }
        }
        throw given.bad(
                value, "give a time such as 90s, 5m or 1h, at most " + max.toSeconds() + "s.");
    }

    private static Duration time(long amount, String unit) {
        return switch (unit == null ? "s" : unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofSeconds(amount);
        };
    }

    static InetAddress address(Given given) {
        String value = given.value().trim();
        try {
            if (value.matches("[0-9.]+|\\[?[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?\\]?|localhost")) {
                return InetAddress.getByName(value);
            }
        } catch (UnknownHostException e) {
            // Said below.
        }
        throw given.bad(
                value, "give an address of this machine, such as 127.0.0.1, 0.0.0.0 or ::.");
    }

    /** One of the words, in lower case. */
    static String word(Given given, List<String> words) {
        String value = given.value().trim().toLowerCase(Locale.ROOT);
        if (!words.contains(value)) {
            throw given.bad(value, "give one of " + String.join(", ", words) + ".");
        }
        return value;
    }

    /** {@code NAME=VALUE} each, the last of equal names. */
    static Limits limits(Given given) {
        Limits limits = Limits.DEFAULT;
        for (String text : given.values()) {
            String[] parts = text.trim().split("=", -1);
            Limit limit = Names.limit(parts[0]);
            if (limit == null && parts.length == 2) {
                throw given.bad(
                        text,
                        "there is no limit '" + parts[0] + "'" + Names.likeLimit(parts[0]) + ".");
            }
            if (limit == null || parts.length != 2 || !parts[1].matches("-?[0-9]{1,18}")) {
                throw given.bad(
                        text, "write it as NAME=VALUE, such as socket-requests=64, in digits.");
            }
            try {
                limits = limits.with(limit, Long.parseLong(parts[1]));
            } catch (IllegalArgumentException e) {
                throw given.bad(text, e.getMessage() + ".");
            }
        }
        return limits;
    }

    /** Each value by a parser that throws IllegalArgumentException with the remedy. */
    static <T> List<T> each(Given given, Function<String, T> parser) {
        List<T> all = new ArrayList<>();
        for (String value : given.values()) {
            try {
                all.add(parser.apply(value.trim()));
            } catch (IllegalArgumentException e) {
                throw given.bad(value, e.getMessage() + ".");
            }
        }
        return List.copyOf(all);
    }

    /** As {@link #each}, without showing the value. */
    static <T> List<T> eachSecret(Given given, Function<String, T> parser) {
        List<T> all = new ArrayList<>();
        for (String value : given.values()) {
            try {
                all.add(parser.apply(value.trim()));
            } catch (IllegalArgumentException e) {
                throw given.bad(e.getMessage() + ".");
            }
        }
        return List.copyOf(all);
    }
}
