package dev.sluice.bench.docs;

import java.util.regex.Pattern;

/** How it is proven that a command of the pages works. */
enum Command {
    /** {@code CommandsIT} starts it, waits until it is ready, and stops it. */
    SERVES("\\./sluice serve(?!.*--help).*"),
    /** {@code CommandsIT} runs it. */
    RUNS(
            "\\./sluice (serve|token|doctor|--version).*|\\./sluice (bench chaos|impair) --help"
                    + "|printf .*|curl .*|jcmd .*|jfr .*|export .*|install .*|ffmpeg .*"),
    /** {@code BenchCommandsIT} runs it, for seconds; most of them in the long run only. */
    MEASURES("\\./sluice bench .+"),
    /** {@code FreshCloneIT} runs it in a copy of the clone; in the long run. */
    BUILDS("(?!mvn verify$)mvn .*|\\./sluice fuzz.*"),
    /** {@code CommandsIT} does all of it but for the last step. */
    INSTALLS("apt-get install .*"),
    /** The gate, or a part of it. */
    IS_THE_GATE("\\./sluice test.*|mvn verify|examples/outside/run"),
    /** {@code SystemdIT} and {@code DeployIT}, in the long run; as much as a gate may in each. */
    DEPLOYS("systemctl .*|sysctl .*"),
    /** {@code ContainerIT} runs it, in the long run. */
    CONTAINS("podman .*");

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
