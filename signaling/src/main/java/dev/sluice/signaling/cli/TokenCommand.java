package dev.sluice.signaling.cli;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.RoleNames;
import dev.sluice.signaling.auth.SourceNames;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.SettingsException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/** {@code sluice token}: makes a token and prints it, and nothing else. */
final class TokenCommand extends Commands.Command {

    private static final String ROOM = "--room";
    private static final String IDENTITY = "--identity";
    private static final String NAME = "--name";
    private static final String PUBLISH = "--publish";
    private static final String NO_SUBSCRIBE = "--no-subscribe";
    private static final String ROLE = "--role";
    private static final String NO_DATA = "--no-data";
    private static final String HIDDEN = "--hidden";
    private static final String CALL = "--call";
    private static final String ADMIN = "--admin";
    private static final String VALID = "--valid";
    private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smhd])");

    private final Console console;

    TokenCommand(Console console) {
        this.console = console;
        spec().name("token").mixinStandardHelpOptions(true);
        spec().usageMessage()
                .header("Makes a token that lets its bearer into one room.")
                .footer(
                        "",
                        "The key is one of the server's: SLUICE_KEY=id:secret, --key, or the file of"
                                + " --config. The first one signs.",
                        "",
                        "  export SLUICE_KEY=office:$(openssl rand -hex 32)",
                        "  sluice serve &",
                        "  sluice token --room kitchen --identity ada --name 'Ada L.'",
                        "  sluice token --room kitchen --publish none --valid 10m",
                        "",
                        "A browser takes it from the link's fragment, which is never sent to a server:",
                        "  https://HOST/?room=kitchen#token=TOKEN",
                        "A program sends it in the join message, or as 'Authorization: Bearer TOKEN' to"
                                + " WHIP and WHEP.");
        option(ROOM, "ROOM", "The room that it opens. Required.");
        option(IDENTITY, "ID", "Who the bearer is. Without it the bearer says so.");
        option(NAME, "NAME", "What others read. Without it the bearer says so.");
        option(
                PUBLISH,
                "SOURCES",
                "What it may publish: all, none, or some of microphone, camera, screen and"
                        + " screen-audio with commas between. Default: all.");
        flag(NO_SUBSCRIBE, "It may not receive.");
        option(
                ROLE,
                "ROLE",
                "host, co-host, moderator, participant or viewer; auto makes the first one host. See"
                        + " docs/ROLES.md. Default: participant, in a broadcast viewer.");
        flag(NO_DATA, "It may not send application data.");
        flag(HIDDEN, "Others do not see it; it publishes nothing.");
        flag(CALL, "It may call others. Needs no room.");
        flag(ADMIN, "It may use the admin API, /api/v1. Needs no room.");
        option(VALID, "TIME", "How long it opens the room, such as 10m, 6h or 7d. Default: 6h.");
        Options.add(spec(), List.of(Setting.KEY));
    }

    private void option(String name, String label, String description) {
        spec().addOption(
                        OptionSpec.builder(name)
                                .type(String.class)
                                .paramLabel(label)
                                .description(description)
                                .build());
    }

    private void flag(String name, String description) {
        spec().addOption(
                        OptionSpec.builder(name)
                                .type(boolean.class)
                                .arity("0")
                                .description(description)
                                .build());
    }

    private boolean has(String flag) {
        return parsed().hasMatchedOption(flag);
    }

    @Override
    public Integer call() {
        String room = given(ROOM);
        if (room == null && !has(CALL) && !has(ADMIN)) {
            throw new SettingsException("--room: missing; name the room that the token opens.");
        }
        checkLength(ROOM, room);
        String identity = given(IDENTITY);
        String name = given(NAME);
        checkLength(IDENTITY, identity);
        checkLength(NAME, name);
        List<ApiKey> keys = Options.settings(parsed(), console.environment()).keys();
        if (keys.isEmpty()) {
            throw new SettingsException(
                    "--key: missing; give the server's, best by SLUICE_KEY=id:secret.");
        }
        Permissions permissions =
                new Permissions(
                        sources(given(PUBLISH)), !has(NO_SUBSCRIBE), !has(NO_DATA), has(HIDDEN));
        String role = given(ROLE);
        Grant grant =
                new Grant(
                                room == null ? "" : room,
                                identity,
                                name,
                                permissions,
                                Instant.now().plus(time(given(VALID))))
                        .withRole(role(role), RoleNames.AUTO.equals(role))
                        .withRights(has(CALL), has(ADMIN));
        console.say(new TokenIssuer(keys.get(0)).issue(grant));
        return 0;
    }

    private static @Nullable Role role(@Nullable String name) {
        if (name == null || name.equals(RoleNames.AUTO)) {
            return null;
        }
        Role role = RoleNames.parse(name);
        if (role == null) {
            throw new SettingsException(
                    ROLE
                            + ": '"
                            + name
                            + "': give host, co-host, moderator, participant, viewer or auto.");
        }
        return role;
    }

    private @Nullable String given(String option) {
        return parsed().matchedOptionValue(option, null);
    }

    private static void checkLength(String option, @Nullable String value) {
        if (value != null
                && (value.isEmpty() || value.length() > Limit.NAME_CHARACTERS.highest())) {
            throw new SettingsException(
                    option + ": give 1 to " + Limit.NAME_CHARACTERS.highest() + " characters.");
        }
    }

    private static Set<Source> sources(@Nullable String value) {
        if (value == null || value.equals("all")) {
            return EnumSet.allOf(Source.class);
        }
        Set<Source> sources = EnumSet.noneOf(Source.class);
        if (value.equals("none")) {
            return sources;
        }
        for (String name : value.split(",", -1)) {
            Source source = SourceNames.parse(name.trim());
            if (source == null) {
                throw new SettingsException(
                        PUBLISH
                                + ": '"
                                + value
                                + "': give all, none, or some of microphone, camera, screen,"
                                + " screen-audio with commas between.");
            }
            sources.add(source);
        }
        return sources;
    }

    private static Duration time(@Nullable String value) {
        if (value == null) {
            return Duration.ofHours(6);
        }
        Matcher match = TIME.matcher(value);
        if (!match.matches() || Long.parseLong(match.group(1)) == 0) {
            throw new SettingsException(
                    VALID + ": '" + value + "': give a time such as 90s, 10m, 6h or 7d.");
        }
        long amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
