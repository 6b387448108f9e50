package dev.sluice.sfu.api;

import dev.sluice.sfu.api.RejectedException.Code;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a room is run. Immutable; start from {@link #DEFAULT}.
 *
 * @param capacity participants at most, 0 for what the server allows
 * @param password that whoever comes without a granted role of moderator or more must give, null
 *     for none
 * @param waitingRoom whether those below moderator wait until they are admitted
 * @param sharing whether participants may share screens; co-hosts and hosts always may
 * @param recording whether the room may be recorded
 * @param startsAtMillis when it is meant to start (milliseconds since 1970), 0 for at once. Until
 *     it is started, by hand, only those who run the room get in.
 * @param metadata for the application, at most 65,536 characters
 * @param attributes for the application
 */
public record RoomSettings(
        RoomType type,
        int capacity,
        @Nullable String password,
        boolean waitingRoom,
        boolean sharing,
        boolean recording,
        long startsAtMillis,
        ChatSettings chat,
        String metadata,
        Map<String, String> attributes) {

    /** A video room for everybody who may come, open at once. */
    public static final RoomSettings DEFAULT =
            new RoomSettings(
                    RoomType.VIDEO,
                    0,
                    null,
                    false,
                    true,
                    true,
                    0,
                    ChatSettings.DEFAULT,
                    "",
                    Map.of());

    private static final int MAX_PASSWORD_CHARACTERS = 256;

    /**
     * Within its bounds.
     *
     * @throws RejectedException BAD_REQUEST or TOO_LARGE naming the value that is out of bounds
     */
    public RoomSettings {
        if (capacity < 0) {
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    "capacity is " + capacity + ": give 1 or more, or 0 for the server's limit");
        }
        if (startsAtMillis < 0) {
            throw new RejectedException(
                    Code.BAD_REQUEST, "startsAt is before 1970: give milliseconds since then");
        }
        if (password != null
                && (password.isEmpty() || password.length() > MAX_PASSWORD_CHARACTERS)) {
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    "password: give 1 to " + MAX_PASSWORD_CHARACTERS + " characters, or none");
        }
        Attributes.requireMetadata(metadata, Limits.DEFAULT);
        attributes = Attributes.checked(attributes);
    }

    /** To make other settings of these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "RoomSettings[" + type + ", capacity " + capacity + "]";
    }

    /** Changes some settings. One thread. */
    public static final class Builder {

        private RoomType type;
        private int capacity;
        private @Nullable String password;
        private boolean waitingRoom;
        private boolean sharing;
        private boolean recording;
        private long startsAtMillis;
        private ChatSettings chat;
        private String metadata;
        private Map<String, String> attributes;

        private Builder(RoomSettings from) {
            type = from.type;
            capacity = from.capacity;
            password = from.password;
            waitingRoom = from.waitingRoom;
            sharing = from.sharing;
            recording = from.recording;
            startsAtMillis = from.startsAtMillis;
            chat = from.chat;
            metadata = from.metadata;
            attributes = from.attributes;
        }

        /** What the room is for. */
        public Builder type(RoomType value) {
            type = value;
            return this;
        }

        /** Participants at most; 0: what the server allows. */
        public Builder capacity(int value) {
            capacity = value;
            return this;
        }

        /** What newcomers must give; null: nothing. */
        public Builder password(@Nullable String value) {
            password = value;
            return this;
        }

        /** Whether newcomers wait until they are admitted. */
        public Builder waitingRoom(boolean value) {
            waitingRoom = value;
            return this;
        }

        /** Whether participants may share screens. */
        public Builder sharing(boolean value) {
            sharing = value;
            return this;
        }

        /** Whether the room may be recorded. */
        public Builder recording(boolean value) {
            recording = value;
            return this;
        }

        /** When it is meant to start, in milliseconds since 1970; 0: at once. */
        public Builder startsAtMillis(long value) {
            startsAtMillis = value;
            return this;
        }

        /** As it is now. */
        public ChatSettings chat() {
            return chat;
        }

        /** The bounds of its chat. */
        public Builder chat(ChatSettings value) {
            chat = value;
            return this;
        }

        /** For the application; at most {@link Limit#METADATA_CHARACTERS}. */
        public Builder metadata(String value) {
            metadata = value;
            return this;
        }

        /** For the application. */
        public Builder attributes(Map<String, String> value) {
            attributes = value;
            return this;
        }

        /**
         * The settings.
         *
         * @throws RejectedException BAD_REQUEST naming the first bad one
         */
        public RoomSettings build() {
            return new RoomSettings(
                    type,
                    capacity,
                    password,
                    waitingRoom,
                    sharing,
                    recording,
                    startsAtMillis,
                    chat,
                    metadata,
                    attributes);
        }
    }
}
