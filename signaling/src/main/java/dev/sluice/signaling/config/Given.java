package dev.sluice.signaling.config;

import java.util.List;

/**
 * What a user gave for a setting.
 *
 * @param origin as the user knows it: {@code --http-port}, {@code SLUICE_HTTP_PORT}, {@code
 *     http-port in sluice.yaml}
 * @param values one, or several for a list
 */
record Given(String origin, List<String> values) {

    Given {
        values = List.copyOf(values);
    }

    /** The last one, as everywhere on command lines. */
    String value() {
        return values.get(values.size() - 1);
    }

    /** A refusal that shows the value. Not for secrets. */
    SettingsException bad(String value, String remedy) {
        return new SettingsException(origin + ": '" + shorten(value) + "': " + remedy);
    }

    SettingsException bad(String remedy) {
        return new SettingsException(origin + ": " + remedy);
    }

    private static String shorten(String value) {
        return value.length() <= 120 ? value : value.substring(0, 117) + "...";
    }
}
