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

    public static final int MAX_CHARACTERS = 16_384;
    public static final int MAX_HISTORY = 1_000;

    public static final ChatSettings DEFAULT = new ChatSettings(10, 500, 100, 0);

    public ChatSettings {
        requireRange("perMinute", perMinute, 0, 60_000);
        requireRange("maxCharacters", maxCharacters, 1, MAX_CHARACTERS);
        requireRange("history", history, 0, MAX_HISTORY);
        requireRange("slowModeSeconds", slowModeSeconds, 0, 3_600);
    }

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
