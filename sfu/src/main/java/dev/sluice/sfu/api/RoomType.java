package dev.sluice.sfu.api;

/** What a room is for, which decides who may publish what in it. */
public enum RoomType {
    /** Everything. */
    VIDEO,
    /** Microphones only. */
    VOICE,
    /** Microphones, screens and their sound. */
    SCREEN_SHARE,
    /** Few publish, many watch: whoever comes without a role is a viewer. */
    BROADCAST;

    /** Whether a source may be published in such a room at all. */
    public boolean takes(Source source) {
        return switch (this) {
            case VOICE -> source == Source.MICROPHONE;
            case SCREEN_SHARE -> source != Source.CAMERA;
            case VIDEO, BROADCAST -> true;
        };
    }
}
