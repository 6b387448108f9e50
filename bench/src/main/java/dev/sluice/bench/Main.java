package dev.sluice.bench;

import dev.sluice.bench.cli.BenchCommand;
import dev.sluice.bench.process.QuietLogging;

/** The harness's entry: {@code ./sluice bench}. */
public final class Main {

    private Main() {}

    /**
     * Exits with 0, 1 when a threshold was missed, 2 when the call was wrong, 3 when the run is
     * void.
     */
    public static void main(String... arguments) {
        QuietLogging.install();
        System.exit(BenchCommand.run(arguments));
    }
}
