package dev.sluice.bench.cli;

import java.util.regex.Pattern;

/** Keeps what must not be read by others out of reports, which are there to be shown around. */
final class Secrets {

    private static final String HIDDEN = "(hidden)";

    /**
     * A flag, property or URL parameter that holds one, up to its value, which may be the next flag
     * of a list.
     */
    private static final Pattern NAMED =
            Pattern.compile("(?i)((?:token|secret|password|key)(?:=|, (?!-)))[^\\s,&\\]]+");

    private Secrets() {}

    /** The value of a flag of ours as a report may have it. */
    static String hide(String flag, Object value) {
        return flag.equals("--token")
                ? HIDDEN
                : NAMED.matcher(String.valueOf(value)).replaceAll("$1" + HIDDEN);
    }
}
