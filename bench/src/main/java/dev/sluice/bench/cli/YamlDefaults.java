package dev.sluice.bench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Options from a file: a YAML map from flags without their dashes to values. Flags of the command
 * line win.
 */
final class YamlDefaults implements IDefaultValueProvider {

    private final Map<String, String> values = new TreeMap<>();

    /**
     * Reads the file that {@code --config} names among the arguments, if there is one.
     *
     * @throws IOException when it cannot be read or is no map of plain values; the message says so
     */
    static YamlDefaults of(String... arguments) throws IOException {
        YamlDefaults defaults = new YamlDefaults();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith("--config=")) {
                defaults.read(arguments[i].substring("--config=".length()));
            } else if (arguments[i].equals("--config") && i + 1 < arguments.length) {
                defaults.read(arguments[i + 1]);
            }
        }
        return defaults;
    }

    private void read(String file) throws IOException {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(Files.readString(Path.of(file)));
        } catch (JacksonException e) {
            throw new IOException("--config: " + file + ": " + e.getOriginalMessage(), e);
        }
        if (!root.isObject()) {
            throw new IOException("--config: " + file + " is no map; give lines like 'fps: 30'");
        }
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (!entry.getValue().isValueNode()) {
                throw new IOException(
                        "--config: " + file + ": " + entry.getKey() + " is no plain value");
            }
            values.put(entry.getKey(), entry.getValue().asString());
        }
    }

    /** The names that are no flags of the command. */
    Iterable<String> unknown(Map<String, OptionSpec> known) {
        return values.keySet().stream().filter(name -> !known.containsKey("--" + name)).toList();
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? values.get(option.longestName().substring(2))
                : null;
    }
}
