package dev.sluice.bench.docs;

import java.util.regex.Pattern;

/** How it is proven that a command of the pages works. */
enum Command {
    /** {@code CommandsIT} starts it, waits until it is ready, and stops it. */
    SERVES("\\./sluice serve(?!.*--help).*"),
    /** {@code CommandsIT} runs it. */
    RUNS(
            "\\./sluice (serve|token|--version).*|curl .*|jcmd .*|jfr .*|export .*|install .*|ffmpeg .*"),
    /** {@code BenchCommandsIT} runs it, for seconds; most of them in the long run only. */
    MEASURES("\\./sluice bench (?!jmh|chaos|soak|compare).*"),
    /** Tests of their own, and {@code BenchIT} for the comparison. */
    TESTED_BESIDE("\\./sluice bench (chaos|soak|compare) .*|\\./sluice bench chaos"),
    /** {@code BenchmarksTest} runs every benchmark. */
    BENCHMARKS("\\./sluice bench jmh .*"),
    /** The gate, or a part of it. */
    IS_THE_GATE("\\./sluice test.*|mvn .*"),
    /** Changes the machine: {@code DeployIT} does as much of it as does not. */
    DEPLOYS("systemctl .*|podman .*|sysctl .*");

    private final Pattern pattern;

    Command(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    /** Null when nobody knows. */
    static Command of(String line) {
        for (Command command : values()) {
            if (command.pattern.matcher(line).matches()) {
                return command;
            }
        }
        return null;
    }
}
