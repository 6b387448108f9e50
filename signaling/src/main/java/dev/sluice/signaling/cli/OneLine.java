package dev.sluice.signaling.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;

/**
 * {@code %oneLine(...)} around the log's whole pattern: one line, its end included. Line ends
 * inside become {@code \r} and {@code \n}, other control characters question marks, so that a name
 * cannot forge a line or steer a terminal.
 */
public final class OneLine extends CompositeConverter<ILoggingEvent> {

    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    @Override
    protected String transform(ILoggingEvent event, String text) {
        StringBuilder line = new StringBuilder(text.length() + 16);
        String stripped = text.stripTrailing();
        for (int i = 0; i < stripped.length(); i++) {
            char c = stripped.charAt(i);
            switch (c) {
                case '\r' -> line.append("\\r");
                case '\n' -> line.append("\\n");
                case '\t' -> line.append(' ');
                case LINE_SEPARATOR, PARAGRAPH_SEPARATOR -> line.append('?');
                default -> line.append(Character.isISOControl(c) ? '?' : c);
            }
        }
        return line.append(System.lineSeparator()).toString();
    }
}
