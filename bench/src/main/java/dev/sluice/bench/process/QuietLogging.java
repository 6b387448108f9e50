package dev.sluice.bench.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sluice.signaling.cli.Logging;
import org.slf4j.LoggerFactory;

/** Logs warnings only: the harness speaks by its report. */
public final class QuietLogging {

    private QuietLogging() {}

    /** Before the first logger is made. */
    public static void install() {
        Logging.install();
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(Level.WARN);
        }
    }
}
