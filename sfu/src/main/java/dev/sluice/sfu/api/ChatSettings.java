package dev.sluice.sfu.api;

/**
 * The bounds of a room's chat.
 *
 * @param perMinute messages of one participant within any 60 s
 * @param maxCharacters of a message, in UTF-16 units
 * @param history messages kept for those who come later, 0 for none
 * @param slowModeSeconds between two messages of one participant, 0 for none; whoever moderates is
 *     exempt
 */
public record ChatSettings(int perMinute, int maxCharacters, int history, int slowModeSeconds) {

    /** The highest {@code maxCharacters}. */
    public static final int MAX_CHARACTERS = 16_384;

    /** The highest {@code history}. */
    public static final int MAX_HISTORY = 1_000;

    /** 10 messages a minute of 500 characters, the last 100 kept, no slow mode. */
    public static final ChatSettings DEFAULT = new ChatSettings(10, 500, 100, 0);

    /**
     * Within its bounds.
     *
     * @throws RejectedException BAD_REQUEST naming the value that is out of bounds
     */
    public ChatSettings {
        requireRange("perMinute", perMinute, 0, 60_000);
        requireRange("maxCharacters", maxCharacters, 1, MAX_CHARACTERS);
        requireRange("history", history, 0, MAX_HISTORY);
        requireRange("slowModeSeconds", slowModeSeconds, 0, 3_600);
    }

    /**
     * The same with another time between two messages of one participant.
     *
     * @param seconds 0 to 3,600; 0: no slow mode
     * @throws RejectedException BAD_REQUEST when it is out of bounds
     */
    public ChatSettings withSlowMode(int seconds) {
        return new ChatSettings(perMinute, maxCharacters, history, seconds);
    }

    private static void requireRange(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new RejectedException(
                    RejectedException.Code.BAD_REQUEST,
                    field + " is " + value + ": give " + least + " to " + most);
        }
    }
}
