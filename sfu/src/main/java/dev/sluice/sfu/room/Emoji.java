package dev.sluice.sfu.room;

import java.util.Map;

/** Reactions: one of eight by name, or any emoji. */
final class Emoji {

    private static final int MAX_CHARACTERS = 32;

    private static final Map<String, String> BY_NAME =
            Map.of(
                    "heart", "\u2764\uFE0F",
                    "like", "\uD83D\uDC4D",
                    "fire", "\uD83D\uDD25",
                    "clap", "\uD83D\uDC4F",
                    "laugh", "\uD83D\uDE02",
                    "wow", "\uD83D\uDE2E",
                    "sad", "\uD83D\uDE22",
                    "angry", "\uD83D\uDE20");

    private Emoji() {}

    /**
     * The emoji of a name, or the emoji itself.
     *
     * @throws dev.sluice.sfu.api.RejectedException BAD_REQUEST when it is none
     */
    static String of(String given) {
        String named = BY_NAME.get(given);
        if (named != null) {
            return named;
        }
        if (given.length() > MAX_CHARACTERS
                || given.codePoints().noneMatch(Emoji::isPicture)
                || !given.codePoints().allMatch(c -> isPicture(c) || isGlue(c))) {
            throw Refusal.bad(
                    "emoji: give one emoji, or heart, like, fire, clap, laugh, wow, sad or angry");
        }
        return given;
    }

    /** A symbol that stands alone; new emoji may be unknown to this JVM. */
    private static boolean isPicture(int codePoint) {
        return (codePoint >= 0x1F000 && codePoint <= 0x1FAFF)
                || codePoint == 0x203C
                || codePoint == 0x2049
                || codePoint == 0x20E3
                || codePoint == 0x3030
                || codePoint == 0x303D
                || codePoint == 0xA9
                || codePoint == 0xAE
                || (codePoint >= 0x2100 && codePoint <= 0x32FF && isSymbol(codePoint));
    }

    private static boolean isSymbol(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.OTHER_SYMBOL || type == Character.MATH_SYMBOL;
    }

    /** Joiners, variation selectors, tags of flags, and the keys of keycaps (UTS #51). */
    private static boolean isGlue(int codePoint) {
        return codePoint == 0x200D
                || codePoint == 0xFE0E
                || codePoint == 0xFE0F
                || (codePoint >= 0xE0020 && codePoint <= 0xE007F)
                || (codePoint >= '0' && codePoint <= '9')
                || codePoint == '#'
                || codePoint == '*';
    }
}
