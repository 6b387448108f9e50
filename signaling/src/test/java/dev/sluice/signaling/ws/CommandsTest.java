package dev.sluice.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.signaling.json.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CommandsTest {

    private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

    /** Each command has an example that reads as a command of its own kind. */
    @Test
    void shouldReadEveryExampleOfTheProtocol() throws IOException {
        String page =
                Files.readString(
                        Path.of(System.getProperty("basedir", "")).resolve("../docs/PROTOCOL.md"));
        Set<String> read = new TreeSet<>();
        Set<Class<?>> kinds = new HashSet<>();
        Matcher examples = EXAMPLE.matcher(page);
        while (examples.find()) {
            Fields fields = Fields.parse(examples.group(1));
            String type = fields.text("type");
            if (fields.has("id") && Commands.TYPES.contains(type)) {
                RoomCommand command = Commands.parse(type, fields);
                assertNotNull(command, type);
                kinds.add(command.getClass());
                read.add(type);
            }
        }
        assertEquals(new TreeSet<>(Commands.TYPES), read);
        assertEquals(read.size(), kinds.size());
        assertTrue(page.contains("(ROLES.md)"));
    }
}
