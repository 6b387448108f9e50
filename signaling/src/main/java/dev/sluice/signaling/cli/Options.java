package dev.sluice.signaling.cli;

import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.config.SettingsReader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Settings as flags of a command. */
final class Options {

    private static final String CONFIG = "--config";
    private static final String CONFIG_VARIABLE = "SLUICE_CONFIG";

    private Options() {}

    /** Adds a flag for each of the settings, and {@code --config}. */
    static void add(CommandSpec command, List<Setting> settings) {
        for (Setting setting : settings) {
            command.addOption(option(setting));
        }
        command.addOption(
                OptionSpec.builder(CONFIG)
                        .paramLabel("FILE")
                        .type(String.class)
                        .description("YAML file with settings, one a line.")
                        .build());
    }

    private static OptionSpec option(Setting setting) {
        String suffix =
                setting.defaultValue().isEmpty() || setting.shape() == Setting.Shape.SWITCH
                        ? ""
                        : " Default: " + setting.defaultValue() + ".";
        OptionSpec.Builder option =
                OptionSpec.builder(setting.flag())
                        .paramLabel(setting.placeholder())
                        .description(setting.help() + suffix);
        return switch (setting.shape()) {
            case ONE -> option.type(String.class).build();
            case LIST -> option.type(List.class).auxiliaryTypes(String.class).arity("1").build();
            case SWITCH -> option.type(boolean.class).arity("0").build();
        };
    }

    /**
     * The settings from flags, environment and file.
     *
     * @throws dev.sluice.signaling.config.SettingsException for the first bad one
     */
    static Settings settings(ParseResult parsed, Map<String, String> environment) {
        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (parsed.hasMatchedOption(setting.flag())) {
                flags.put(setting, values(parsed, setting));
            }
        }
        return SettingsReader.read(flags, environment, file(parsed, environment));
    }

    private static List<String> values(ParseResult parsed, Setting setting) {
        return switch (setting.shape()) {
            case ONE -> List.of(parsed.matchedOptionValue(setting.flag(), ""));
            case LIST -> parsed.matchedOptionValue(setting.flag(), List.<String>of());
            case SWITCH -> List.of("true");
        };
    }

    private static @Nullable Path file(ParseResult parsed, Map<String, String> environment) {
        String named = parsed.matchedOptionValue(CONFIG, environment.get(CONFIG_VARIABLE));
        return named == null || named.isBlank() ? null : Path.of(named);
    }
}
