package dev.sluice.signaling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

    @Test
    void shouldWriteJsonToo() throws Exception {
        String text =
                logged(
                        new JsonLines(),
                        log -> {
                            log.atInfo()
                                    .addKeyValue("room", "kit\"chen\n")
                                    .addKeyValue("participant", "p1")
                                    .log("joined {}", 7);
                            log.error("it broke", new IllegalStateException("two\nlines"));
                        });
        String[] lines = text.split("\n", -1);
        assertEquals(3, lines.length, text);
        JsonNode joined = JsonMapper.shared().readTree(lines[0]);
        assertEquals("joined 7", joined.get("message").asString());
        assertEquals("kit\"chen\n", joined.get("room").asString());
        assertEquals("p1", joined.get("participant").asString());
        assertEquals("INFO", joined.get("level").asString());
        assertTrue(Instant.parse(joined.get("at").asString()).isAfter(Instant.EPOCH));
        JsonNode broke = JsonMapper.shared().readTree(lines[1]);
        assertTrue(broke.get("error").asString().contains("two\nlines"), lines[1]);
    }

    private interface Logged {

        void to(Logger log);
    }

    /** What the configured appender's encoder makes of the events. */
    private static String logged(Logged action) throws JoranException {
        return logged(null, action);
    }

    /** With another encoder instead, if there is one. */
    private static String logged(Encoder<ILoggingEvent> instead, Logged action)
            throws JoranException {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
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
        Encoder<ILoggingEvent> encoder = instead == null ? stderr.getEncoder() : instead;
        for (ILoggingEvent event : events.list) {
            text.append(new String(encoder.encode(event), StandardCharsets.UTF_8));
        }
        context.stop();
        return text.toString();
    }
}
