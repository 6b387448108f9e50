package dev.sluice.bench.impair;

import java.util.List;
import java.util.stream.Collectors;

/** Makes processes as slow as those of a busy device: they are stopped most of the time. */
final class Starvation {

    private static final String STOP_AND_GO =
            "trap 'kill -CONT %1$s; exit' TERM EXIT;"
                    + " while kill -STOP %1$s; do sleep %2$s; kill -CONT %1$s; sleep %3$s; done";

    private Starvation() {}

    /** What is to be seen meanwhile. */
    @FunctionalInterface
    interface Meanwhile {
        void run() throws Exception;
    }

    /** They run for so many milliseconds out of a hundred. */
    static void to(int percent, List<Long> pids, Meanwhile meanwhile) throws Exception {
        String all = pids.stream().map(String::valueOf).collect(Collectors.joining(" "));
        String script = STOP_AND_GO.formatted(all, (100 - percent) / 1000.0, percent / 1000.0);
        Process process =
                new ProcessBuilder("bash", "-c", script)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            meanwhile.run();
        } finally {
            process.destroy();
            process.onExit().join();
        }
    }
}
