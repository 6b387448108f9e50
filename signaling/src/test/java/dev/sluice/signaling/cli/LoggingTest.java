package dev.sluice.signaling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LoggingTest {

    @Test
    void shouldWriteOneLinePerEvent() throws Exception {
        String text =
                logged(log -> {
                    log.info("a name: {}", "eve\r\n2026 INFO forged\u2028line\u001b[31m");
                    log.error("it broke", new IllegalStateException("two\nlines"));
                    log.info("plain ünïcode");
                });
        String[] lines = text.split("\n", -1);
        assertEquals(4, lines.length, text);
        assertTrue(lines[0].contains("a name: eve\\r\\n2026 INFO forged?line?[31m"), lines[0]);
        assertTrue(lines[1].contains("it broke"), lines[1]);
        assertTrue(lines[1].contains("IllegalStateException: two\\nlines"), lines[1]);
        assertTrue(lines[1].contains("LoggingTest"), "with its stack: " + lines[1]);
        assertTrue(lines[2].contains("plain ünïcode"), lines[2]);
        assertEquals("", lines[3]);
    }

    private interface Logged {

        void to(Logger log);
    }

    /** What the configured appender's encoder makes of the events. */
    private static String logged(Logged action) throws JoranException {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(
                LoggingTest.class.getResourceAsStream("/dev/sluice/signaling/logback.xml"));
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> stderr =
                (ConsoleAppender<ILoggingEvent>) root.getAppender("STDERR");
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        root.addAppender(events);
        root.detachAppender(stderr);
        action.to(context.getLogger("dev.sluice.Test"));
        StringBuilder text = new StringBuilder();
        for (ILoggingEvent event : events.list) {
            text.append(new String(stderr.getEncoder().encode(event), StandardCharsets.UTF_8));
        }
        context.stop();
        return text.toString();
    }
}
