package dev.sluice.signaling.cli;

import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.config.SettingsException;
import dev.sluice.signaling.doctor.Doctor;
import dev.sluice.signaling.doctor.Visit;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/** {@code sluice doctor}: says what stands in the way of calls. */
final class DoctorCommand extends Commands.Command {

    private static final String SERVER = "--server";
    private static final String TOKEN = "--token";
    private static final String INSECURE = "--insecure";

    private final Console console;

    DoctorCommand(Console console) {
        this.console = console;
        spec().name("doctor").mixinStandardHelpOptions(true);
        spec().usageMessage()
                .header("Looks for what stands in the way of calls, and says what helps.")
                .sortOptions(false)
                .footer(
                        "",
                        "With the settings of serve it looks at this machine: ports, addresses,"
                                + " certificate, limits, kernel. Where a server runs, here or at"
                                + " --server, it makes a real call to it over UDP, one over TCP, and one"
                                + " through TURN where it names a TURN server."
                                + " Run it where your clients are to learn what they meet.",
                        "",
                        "  sluice doctor",
                        "  sluice doctor --server https://calls.example.org --token TOKEN",
                        "",
                        "It ends with 0 when nothing is bad, else with 1.");
        option(SERVER, "URL", "Server to call, such as https://calls.example.org.");
        option(TOKEN, "TOKEN", "What lets us into a room there, when it wants tokens.");
        spec().addOption(
                        OptionSpec.builder(INSECURE)
                                .type(boolean.class)
                                .arity("0")
                                .description("Take any certificate, as that of serve --lan.")
                                .build());
        Options.add(spec(), List.of(Setting.values()));
    }

    private void option(String name, String label, String description) {
        spec().addOption(
                        OptionSpec.builder(name)
                                .type(String.class)
                                .paramLabel(label)
                                .description(description)
                                .build());
    }

    @Override
    public Integer call() {
        Settings settings = Options.settings(parsed(), console.environment());
        Logging.level(
                parsed().hasMatchedOption(Setting.LOG_LEVEL.flag())
                        ? settings.logLevel()
                        : "error");
        String server = parsed().matchedOptionValue(SERVER, null);
        Visit visit =
                server == null
                        ? null
                        : new Visit(
                                address(server),
                                parsed().matchedOptionValue(TOKEN, null),
                                settings.keys(),
                                parsed().hasMatchedOption(INSECURE));
        Doctor doctor = new Doctor(settings, finding -> console.say(finding.text()));
        return doctor.examine(visit) ? 0 : Commands.FAILED;
    }

    private static URI address(@Nullable String text) {
        try {
            URI uri = URI.create(String.valueOf(text));
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new SettingsException(
                SERVER
                        + ": '"
                        + text
                        + "': write it as http://host:port or https://host, as in a browser.");
    }
}
