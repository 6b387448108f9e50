package dev.sluice.signaling.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
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

    /** The lines of a server about somebody name the room and the participant. */
    @Test
    void shouldNameRoomAndParticipantOfWhatHappens() throws Exception {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger ours = context.getLogger("dev.sluice.sfu.server");
        Level before = ours.getLevel();
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        ours.setLevel(Level.INFO);
        ours.addAppender(events);
        ServerConfig config =
                ServerConfig.DEFAULT
                        .withUdpPort(0)
                        .withLoops(1)
                        .withAddresses(List.of(InetAddress.getLoopbackAddress()));
        String id;
        try (SluiceServer server = SluiceServer.start(config)) {
            Participant ada =
                    server.join("algebra", JoinRequest.builder("ada", "Ada").build(), event -> {})
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS)
                            .participant();
            id = ada.id();
            ada.leave().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } finally {
            ours.detachAppender(events);
            ours.setLevel(before);
        }
        Map<String, String> about = new TreeMap<>();
        for (ILoggingEvent event : List.copyOf(events.list)) {
            StringBuilder pairs = new StringBuilder();
            if (event.getKeyValuePairs() != null) {
                event.getKeyValuePairs().forEach(p -> pairs.append(p.key + "=" + p.value + " "));
            }
            about.put(event.getFormattedMessage(), pairs.toString());
        }
        String both = "room=algebra participant=" + id + " ";
        assertEquals(both, about.get(both + "joined"), about.toString());
        assertEquals(both + "reason=LEFT ", about.get(both + "left reason=LEFT"), about.toString());
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
