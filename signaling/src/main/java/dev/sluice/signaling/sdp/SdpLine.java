package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a description, split at its first equals sign.
 *
 * @param number counted from 1
 */
record SdpLine(int number, char type, String value) {

    SdpException bad(String problem, String remedy) {
        return new SdpException(number, type + "=" + value, problem, remedy);
    }

    /** A decimal number in a range, or a failure that says what it was to be. */
    long number(String digits, long min, long max, String what) throws SdpException {
        if (!digits.isEmpty() && digits.length() <= 19 && digits(digits)) {
            try {
                long number = Long.parseLong(digits);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // 19 digits may exceed 63 bits: out of range like any other
            }
        }
        throw bad("the " + what + " is wrong", "Use a number from " + min + " to " + max);
    }

    int integer(String digits, int min, int max, String what) throws SdpException {
        return (int) number(digits, min, max, what);
    }

    /** Splits a text into lines; CRLF and LF end a line, and the last may lack its end. */
    static List<SdpLine> split(String text, SdpLimits limits) throws SdpException {
        if (text.length() > limits.characters()) {
            throw new SdpException(
                    0,
                    "",
                    "the description has " + text.length() + " characters",
                    "Send at most " + limits.characters());
        }
        List<SdpLine> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int next = newline < 0 ? text.length() : newline + 1;
            int end = newline < 0 ? text.length() : newline;
            if (end > start && text.charAt(end - 1) == '\r') {
                end--;
            }
            lines.add(line(lines.size() + 1, text, start, end, limits));
            start = next;
        }
        return lines;
    }

    private static SdpLine line(int number, String text, int start, int end, SdpLimits limits)
            throws SdpException {
        String excerpt = text.substring(start, Math.min(end, start + limits.lineCharacters()));
        if (number > limits.lines()) {
            throw new SdpException(
                    number, excerpt, "there are too many lines", "Send at most " + limits.lines());
        }
        if (excerpt.length() < end - start) {
            throw new SdpException(
                    number,
                    excerpt,
                    "the line is too long",
                    "Send at most " + limits.lineCharacters() + " characters in a line");
        }
        if (hasControl(excerpt)) {
            throw new SdpException(
                    number, excerpt, "a control character stands", "Remove it (RFC 8866)");
        }
        if (excerpt.length() < 2 || excerpt.charAt(1) != '=') {
            throw new SdpException(
                    number,
                    excerpt,
                    "this is no SDP line",
                    "Write a letter, an equals sign and a value, without blank lines");
        }
        return new SdpLine(number, excerpt.charAt(0), excerpt.substring(2));
    }

    private static boolean hasControl(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < 0x20 && line.charAt(i) != '\t') {
                return true;
            }
        }
        return false;
    }

    private static boolean digits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
