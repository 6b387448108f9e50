package dev.sluice.signaling.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The settings in a YAML file: a mapping from a setting's name to a value or a list of values. */
final class YamlFile {

    private static final long MAX_BYTES = 1 << 20;

    private YamlFile() {}

    static Map<Setting, Given> read(Path file) {
        JsonNode root = parse(file);
        Map<Setting, Given> settings = new EnumMap<>(Setting.class);
        if (root.isMissingNode() || root.isNull()) {
            return settings;
        }
        if (!root.isObject()) {
            throw bad(file, "it must be a list of lines such as 'http-port: 7880'.");
        }
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            Setting setting = Names.setting(property.getKey());
            if (setting == null) {
                throw bad(
                        file,
                        "there is no setting '"
                                + property.getKey()
                                + "'"
                                + Names.suggestion(property.getKey(), "")
                                + ".");
            }
            String origin = setting.key() + " in " + file;
            List<String> values = values(origin, property.getValue());
            if (!values.isEmpty()) {
                settings.put(setting, new Given(origin, values));
            }
        }
        return settings;
    }

    private static JsonNode parse(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw bad(file, "it is longer than 1 MiB; is it the right file?");
            }
            YAMLMapper mapper =
                    YAMLMapper.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build();
            return mapper.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw bad(file, "it cannot be read; give a file that exists and is readable.");
        } catch (JacksonException e) {
            throw bad(file, "line " + line(e) + " is not YAML: " + e.getOriginalMessage());
        }
    }

    private static long line(JacksonException e) {
        return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
    }

    private static List<String> values(String origin, JsonNode node) {
        List<String> values = new ArrayList<>();
        if (node.isArray()) {
            for (JsonNode element : node) {
                values.add(scalar(origin, element));
            }
        } else if (!node.isNull()) {
            values.add(scalar(origin, node));
        }
        return values;
    }

    private static String scalar(String origin, JsonNode node) {
        if (!node.isValueNode() || node.isNull()) {
            throw new SettingsException(
                    origin
                            + ": give a plain value, or a list of plain values where several may be.");
        }
        return node.asString();
    }

    private static SettingsException bad(Path file, String why) {
        return new SettingsException("--config: '" + file + "': " + why);
    }
}
