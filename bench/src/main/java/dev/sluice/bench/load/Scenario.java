package dev.sluice.bench.load;

import dev.sluice.sfu.api.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of call and its size.
 *
 * @param left A in AxB; see {@link ScenarioKind}
 * @param right B in AxB
 */
public record Scenario(ScenarioKind kind, int left, int right) {

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");

    /** Somebody of the run. */
    public record Role(String room, String identity, List<Source> sends, boolean receives) {

        public Role {
            sends = List.copyOf(sends);
        }
    }

    /**
     * Reads {@code meeting} and {@code 10x10}.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Scenario parse(String kind, String size) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "the size is '" + size + "'; give two numbers, such as 10x10");
        }
        Scenario scenario =
                new Scenario(
                        ScenarioKind.parse(kind),
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)));
        boolean ofAll =
                scenario.kind != ScenarioKind.BROADCAST && scenario.kind != ScenarioKind.CALLS;
        if (ofAll && scenario.left > scenario.right) {
            throw new IllegalArgumentException(
                    kind
                            + " "
                            + size
                            + ": "
                            + scenario.left
                            + " of "
                            + scenario.right
                            + " people cannot send; the first number is not above the second");
        }
        return scenario;
    }

    /** As on the command line. */
    public String label() {
        return kind.label() + " " + left + "x" + right;
    }

    /** Everybody, in the order of joining. */
    public List<Role> roles() {
        List<Source> camera = List.of(Source.MICROPHONE, Source.CAMERA);
        List<Source> sound = List.of(Source.MICROPHONE);
        List<Source> none = List.of();
        return switch (kind) {
            case MEETING, CHURN -> room("bench", camera, none);
            case AUDIO -> room("bench", sound, none);
            case SCREEN_SHARE -> room("bench", List.of(Source.MICROPHONE, Source.SCREEN), sound);
            case BROADCAST -> broadcast(camera);
            case CALLS -> calls(camera);
        };
    }

    private List<Role> room(String room, List<Source> ofTheFirst, List<Source> ofTheOthers) {
        List<Role> roles = new ArrayList<>();
        for (int i = 0; i < right; i++) {
            roles.add(new Role(room, "bot" + i, i < left ? ofTheFirst : ofTheOthers, true));
        }
        return roles;
    }

    private List<Role> broadcast(List<Source> sends) {
        List<Role> roles = new ArrayList<>();
        for (int i = 0; i < left; i++) {
            roles.add(new Role("bench", "sender" + i, sends, false));
        }
        for (int i = 0; i < right; i++) {
            roles.add(new Role("bench", "viewer" + i, List.of(), true));
        }
        return roles;
    }

    private List<Role> calls(List<Source> sends) {
        List<Role> roles = new ArrayList<>();
        for (int room = 0; room < left; room++) {
            for (int i = 0; i < right; i++) {
                roles.add(new Role("bench" + room, "bot" + i, sends, true));
            }
        }
        return roles;
    }
}
