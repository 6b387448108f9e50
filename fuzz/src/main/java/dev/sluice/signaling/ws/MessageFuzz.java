package dev.sluice.signaling.ws;

import dev.sluice.fuzz.Check;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.signaling.json.Fields;
import dev.sluice.signaling.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** JSON messages: refused in one way with words that are JSON again, or read field by field. */
public final class MessageFuzz {

    private static final int MAX_ALLOCATED_BYTES = 64 << 20;
    private static final int MAX_REFUSAL_CHARACTERS = 4096;
    private static final List<String> NAMES =
            List.of("id", "type", "room", "to", "payload", "attributes", "settings", "seconds");

    private MessageFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        Check.allocatesAtMost(MAX_ALLOCATED_BYTES, () -> read(text));
    }

    private static void read(String text) {
        orRefused(() -> {
            Fields message = Fields.parse(text);
            for (String name : NAMES) {
                readAs(message, name);
            }
            RoomCommand command = Commands.parse(message.text("type"), message);
            if (command instanceof RoomCommand.ChangeSettings settings) {
                settings.change().apply(RoomSettings.DEFAULT.toBuilder()).build();
            }
        });
    }

    private static void readAs(Fields message, String name) {
        orRefused(() -> message.number(name));
        orRefused(() -> message.text(name));
        orRefused(() -> message.flag(name));
        orRefused(() -> message.optionalInt(name, 1));
        orRefused(() -> message.texts(name));
        orRefused(() -> message.list(name));
        orRefused(() -> message.object(name));
        orRefused(() -> {
            byte[] bytes = message.bytes(name, 1024);
            Check.that(bytes.length <= 1024 + 2, bytes.length + " bytes");
        });
    }

    private static void orRefused(Runnable reading) {
        try {
            reading.run();
        } catch (RejectedException refused) {
            String words = Json.text(Json.error(null, refused));
            Check.that(words.length() <= MAX_REFUSAL_CHARACTERS, "a long refusal: " + words);
            Fields.parse(words);
        }
    }
}
