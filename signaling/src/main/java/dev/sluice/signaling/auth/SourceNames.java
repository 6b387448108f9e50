package dev.sluice.signaling.auth;

import dev.sluice.sfu.api.Source;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names of sources in messages and tokens: {@code screen-audio} for SCREEN_AUDIO. */
public final class SourceNames {

    private static final Map<String, Source> BY_NAME =
            Arrays.stream(Source.values()).collect(Collectors.toMap(SourceNames::of, s -> s));

    private SourceNames() {}

    /** The name of a source. */
    public static String of(Source source) {
        return source.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The source of that name, null when there is none. */
    public static @Nullable Source parse(String name) {
        return BY_NAME.get(name);
    }
}
