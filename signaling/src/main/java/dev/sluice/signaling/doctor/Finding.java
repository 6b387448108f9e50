package dev.sluice.signaling.doctor;

/**
 * One thing looked at.
 *
 * @param what in a word or two
 * @param detail what was found; with a bad one its cause
 * @param remedy what to do, empty when nothing is to be done
 */
public record Finding(Grade grade, String what, String detail, String remedy) {

    /** How bad it is. */
    public enum Grade {
        /** As it should be. */
        OK,
        /** Calls work, but not for everybody, or not as well as they could. */
        NOTE,
        /** Calls fail. */
        BAD,
        /** It could not be looked at; the detail says why. */
        SKIPPED
    }

    static Finding ok(String what, String detail) {
        return new Finding(Grade.OK, what, detail, "");
    }

    static Finding note(String what, String detail, String remedy) {
        return new Finding(Grade.NOTE, what, detail, remedy);
    }

    static Finding bad(String what, String detail, String remedy) {
        return new Finding(Grade.BAD, what, detail, remedy);
    }

    static Finding skipped(String what, String why) {
        return new Finding(Grade.SKIPPED, what, why, "");
    }

    /** One line, and a second one with the remedy. */
    public String text() {
        String mark =
                switch (grade) {
                    case OK -> "ok     ";
                    case NOTE -> "note   ";
                    case BAD -> "BAD    ";
                    case SKIPPED -> "skipped";
                };
        String line = mark + " " + what + ": " + detail;
        return remedy.isEmpty() ? line : line + "\n        -> " + remedy;
    }
}
