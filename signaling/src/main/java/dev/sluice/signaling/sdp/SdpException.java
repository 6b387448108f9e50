package dev.sluice.signaling.sdp;

/**
 * A description that we do not take. The message is for people: it names the line, what is wrong
 * with which value, and the remedy. It carries no stack trace, because it tells of the caller's
 * input and not of our code.
 */
public final class SdpException extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int MAX_VALUE_LENGTH = 80;

    private final int line;
    private final String value;
    private final String remedy;

    /**
     * @param line counted from 1; 0 when the fault is in no single line
     * @param value what is wrong; shortened, and without control characters
     */
    SdpException(int line, String value, String problem, String remedy) {
        super(message(line, printable(value), problem, remedy), null, false, false);
        this.line = line;
        this.value = printable(value);
        this.remedy = remedy;
    }

    /** The line of the fault, counted from 1, or 0 when it is in no single line. */
    public int line() {
        return line;
    }

    /** The faulty value, shortened to 80 characters, without control characters. */
    public String value() {
        return value;
    }

    /** What the sender should do instead. */
    public String remedy() {
        return remedy;
    }

    private static String message(int line, String value, String problem, String remedy) {
        String place = line > 0 ? "SDP line " + line : "SDP";
        String quoted = value.isEmpty() ? "" : " in \"" + value + "\"";
        return place + ": " + problem + quoted + ". " + remedy + ".";
    }

    private static String printable(String value) {
        String start =
                value.length() <= MAX_VALUE_LENGTH
                        ? value
                        : value.substring(0, MAX_VALUE_LENGTH - 3) + "...";
        StringBuilder clean = new StringBuilder(start.length());
        start.chars().forEach(c -> clean.append(Character.isISOControl(c) ? '?' : (char) c));
        return clean.toString();
    }
}
