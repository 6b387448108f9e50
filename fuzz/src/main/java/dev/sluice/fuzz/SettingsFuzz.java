package dev.sluice.fuzz;

import dev.sluice.signaling.config.Setting;
import dev.sluice.signaling.config.SettingsException;
import dev.sluice.signaling.config.SettingsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings: as a YAML file, and as lines {@code key=value} that become flags and, every other one,
 * variables.
 */
public final class SettingsFuzz {

    private static final Path FILE = file();

    private SettingsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            Files.write(FILE, data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        read(() -> SettingsReader.read(Map.of(), Map.of(), FILE));
        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        Map<String, String> variables = new HashMap<>();
        String[] lines = new String(data, StandardCharsets.UTF_8).split("\n", 64);
        for (int i = 0; i < lines.length; i++) {
            int equals = lines[i].indexOf('=');
            String value = lines[i].substring(equals + 1);
            for (Setting setting : Setting.values()) {
                if (equals > 0 && setting.key().equals(lines[i].substring(0, equals))) {
                    if (i % 2 == 0) {
                        flags.put(setting, List.of(value));
                    } else {
                        variables.put(setting.variable(), value);
                    }
                }
            }
        }
        read(() -> SettingsReader.read(flags, variables, null));
    }

    private static void read(Runnable reading) {
        try {
            reading.run();
        } catch (SettingsException refused) {
            Check.that(
                    refused.getMessage() != null && !refused.getMessage().isBlank(),
                    "a refusal without words");
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("sluice-fuzz", ".yaml");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
