package dev.sluice.bench;

import dev.sluice.bench.cli.BenchCommand;
import dev.sluice.bench.impair.ImpairCommand;
import dev.sluice.bench.process.QuietLogging;
import java.util.Arrays;

/** The harness's entry: {@code ./sluice bench} and {@code ./sluice impair}. */
public final class Main {

    private Main() {}

    /**
     * Exits with 0, 1 when a threshold was missed, 2 when the call was wrong, 3 when the run is
     * void.
     */
    public static void main(String... arguments) {
        QuietLogging.install();
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        return arguments.length > 0 && arguments[0].equals("impair")
                ? ImpairCommand.run(Arrays.copyOfRange(arguments, 1, arguments.length))
                : BenchCommand.run(arguments);
    }
}
