package dev.sluice.signaling.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The standalone server's logging. Embedders bring their own. */
public final class Logging {

    /** Of our configuration. */
    static final String APPENDER = "STDERR";

    private static final String FILE = "logback.configurationFile";
    private static final String NETTY_LEAKS = "io.netty.leakDetection.level";

    private Logging() {}

    /** Before the first logger is made. A configuration given by the user stays. */
    public static void install() {
        if (System.getProperty(FILE) == null) {
            System.setProperty(FILE, "dev/sluice/signaling/logback.xml");
        }
        // Netty would take a stack trace with every 128th buffer, to log those that get lost. The
        // tests look for them with each buffer.
        if (System.getProperty(NETTY_LEAKS) == null) {
            System.setProperty(NETTY_LEAKS, "disabled");
        }
        // Some libraries log through java.util.logging.
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
    }

    /** One JSON object a line from now on, unless the user gave a configuration. */
    static void writeJson() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root
                && root.getAppender(APPENDER)
                        instanceof OutputStreamAppender<ILoggingEvent> appender) {
            JsonLines encoder = new JsonLines();
            encoder.setContext(root.getLoggerContext());
            encoder.start();
            appender.setEncoder(encoder);
        }
    }

    /** From now on. */
    static void level(String level) {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(Level.toLevel(level));
        }
    }
}
