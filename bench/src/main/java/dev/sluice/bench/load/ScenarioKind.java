package dev.sluice.bench.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What kind of call a run is made of. The size AxB reads differently for each. */
public enum ScenarioKind {
    /** One room of B people, the first A of whom send microphone and camera; everybody receives. */
    MEETING,
    /** One room: A people send, microphone and camera; B others only receive. */
    BROADCAST,
    /** One room of B people, the first A of whom send their microphone; everybody receives. */
    AUDIO,
    /** A rooms of B people each, all of whom send microphone and camera. */
    CALLS,
    /** A meeting whose people leave and come back all the time. */
    CHURN,
    /** One room of B people with microphones, the first A of whom share their screen. */
    SCREEN_SHARE;

    /** As on the command line: {@code screen-share}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public static ScenarioKind parse(String name) {
        for (ScenarioKind kind : values()) {
            if (kind.label().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "there is no scenario '"
                        + name
                        + "'; give "
                        + Arrays.stream(values())
                                .map(ScenarioKind::label)
                                .collect(Collectors.joining(", ")));
    }
}
