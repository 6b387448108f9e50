package dev.sluice.signaling.cli;

import java.io.PrintWriter;
import java.util.Map;

/**
 * What a process talks through.
 *
 * @param environment its variables
 * @param out what was asked for
 * @param err everything else
 */
public record Console(Map<String, String> environment, PrintWriter out, PrintWriter err) {

    public Console {
        environment = Map.copyOf(environment);
    }

    /** One line of result. */
    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** One line of refusal. */
    void complain(String line) {
        err.println("sluice: " + line.replaceAll("\\p{Cntrl}+", " "));
        err.flush();
    }
}
