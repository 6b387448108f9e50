package dev.sluice.bench.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.Main;

/** Runs the micro-benchmarks: arguments are those of JMH, {@code -h} lists them. */
final class JmhCommand {

    static final String NAME = "jmh";

    /** Short runs of one fork each, with the bytes that an operation allocates. */
    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "-prof", "gc",
                    "-f", "1",
                    "-wi", "3",
                    "-i", "5",
                    "-w", "1s",
                    "-r", "1s",
                    "-jvmArgsAppend", "--enable-native-access=ALL-UNNAMED");

    private JmhCommand() {}

    static void run(String... arguments) throws IOException {
        Main.main(withDefaults(arguments).toArray(new String[0]));
    }

    /** JMH refuses a flag that is given twice. */
    static List<String> withDefaults(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        DEFAULTS.forEach((flag, value) -> {
            if (!all.contains(flag)) {
                all.addAll(List.of(flag, value));
            }
        });
        return all;
    }
}
