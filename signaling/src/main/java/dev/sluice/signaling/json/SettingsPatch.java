package dev.sluice.signaling.json;

import dev.sluice.sfu.api.ChatSettings;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.RoomType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads changes to the settings of a room: what is not named stays. */
public final class SettingsPatch {

    private static final Map<String, RoomType> TYPES =
            Arrays.stream(RoomType.values()).collect(Collectors.toMap(Json::lower, t -> t));

    private SettingsPatch() {}

    /**
     * The change that an object describes.
     *
     * @throws dev.sluice.sfu.api.RejectedException BAD_REQUEST naming the first bad field; bounds
     *     are checked when the change is applied
     */
    public static UnaryOperator<RoomSettings.Builder> read(Fields fields) {
        // Read at once, so that a bad field is refused before anything is done.
        UnaryOperator<RoomSettings.Builder> access = access(fields);
        UnaryOperator<RoomSettings.Builder> content = content(fields);
        return builder -> content.apply(access.apply(builder));
    }

    private static UnaryOperator<RoomSettings.Builder> access(Fields fields) {
        boolean hasPassword = fields.has("password");
        String password = fields.optionalText("password");
        boolean hasCapacity = fields.has("capacity");
        int capacity = fields.optionalInt("capacity", 0);
        boolean hasWaitingRoom = fields.has("waitingRoom");
        boolean waitingRoom = hasWaitingRoom && fields.flag("waitingRoom");
        boolean hasStart = fields.has("startsAt");
        long startsAtMillis = hasStart ? time("startsAt", fields.optionalText("startsAt")) : 0;
        return builder -> {
            if (hasPassword) {
                builder.password(password == null || password.isEmpty() ? null : password);
            }
            if (hasCapacity) {
                builder.capacity(capacity);
            }
            if (hasWaitingRoom) {
                builder.waitingRoom(waitingRoom);
            }
            return hasStart ? builder.startsAtMillis(startsAtMillis) : builder;
        };
    }

    private static UnaryOperator<RoomSettings.Builder> content(Fields fields) {
        RoomType type = fields.has("type") ? type(fields.text("type")) : null;
        boolean hasSharing = fields.has("sharingAllowed");
        boolean sharing = hasSharing && fields.flag("sharingAllowed");
        boolean hasRecording = fields.has("recordingAllowed");
        boolean recording = hasRecording && fields.flag("recordingAllowed");
        Map<String, String> attributes =
                fields.has("attributes") ? fields.texts("attributes") : null;
        String metadata = fields.optionalText("metadata");
        Fields chat = fields.optionalObject("chat");
        UnaryOperator<ChatSettings> chatChange = chat == null ? c -> c : chat(chat);
        return builder -> {
            if (type != null) {
                builder.type(type);
            }
            if (hasSharing) {
                builder.sharing(sharing);
            }
            if (hasRecording) {
                builder.recording(recording);
            }
            if (attributes != null) {
                builder.attributes(attributes);
            }
            if (metadata != null) {
                builder.metadata(metadata);
            }
            return builder.chat(chatChange.apply(builder.chat()));
        };
    }

    private static UnaryOperator<ChatSettings> chat(Fields chat) {
        int perMinute = chat.optionalInt("perMinute", 0);
        int maxCharacters = chat.optionalInt("maxCharacters", 0);
        int history = chat.optionalInt("history", 0);
        int slowMode = chat.optionalInt("slowModeSeconds", 0);
        return old ->
                new ChatSettings(
                        chat.has("perMinute") ? perMinute : old.perMinute(),
                        chat.has("maxCharacters") ? maxCharacters : old.maxCharacters(),
                        chat.has("history") ? history : old.history(),
                        chat.has("slowModeSeconds") ? slowMode : old.slowModeSeconds());
    }

    private static RoomType type(String name) {
        RoomType type = TYPES.get(name);
        if (type == null) {
            throw Fields.bad("type: give video, voice, screen-share or broadcast.");
        }
        return type;
    }

    private static long time(String field, @Nullable String text) {
        if (text == null) {
            return 0;
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw Fields.bad(field + ": give a time such as 2026-12-31T20:00:00Z, or null.");
        }
    }
}
