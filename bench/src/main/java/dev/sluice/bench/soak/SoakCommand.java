package dev.sluice.bench.soak;

import dev.sluice.bench.process.Machine;
import dev.sluice.bench.process.SluiceProcess;
import dev.sluice.signaling.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench soak}. */
@Command(
        name = "bench soak",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Lets people come, go, share and lose packets for a while, and looks for what grows:",
            "heap after a collection, direct memory, descriptors, threads, CPU for each packet.",
            "Drift is what a figure rises by after the first third: the slope of Theil and Sen, or the",
            "step between the medians of the other two thirds, whichever is more; CPU has to rise by",
            "the test of Mann and Kendall or of Mann and Whitney too. More than 1 %% is exit code 1; a",
            "run in which calls failed is void, exit code 3."
        })
public final class SoakCommand implements Callable<Integer> {

    public static final String NAME = "soak";
    private static final int MISSED = 1;
    private static final int VOID = 3;
    private static final int MIN_SAMPLE_SECONDS = 20;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "30",
            description = "How long. Default: ${DEFAULT-VALUE}.")
    private int minutes;

    @Option(
            names = "--sample-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How often it looks, 20 or more. Default: ${DEFAULT-VALUE}.")
    private int sampleSeconds;

    @Option(
            names = "--server-jvm",
            paramLabel = "FLAGS",
            defaultValue = "${env:SLUICE_JAVA_OPTS:-}",
            description = "JVM flags of the server. Default: SLUICE_JAVA_OPTS.")
    private String jvm = "";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "target/bench/soak",
            description = "Directory of soak.md and the server's log. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    private SoakCommand() {}

    /** Runs the command; gives its exit code. */
    public static int run(String... arguments) {
        CommandLine command = new CommandLine(new SoakCommand());
        command.setUsageHelpWidth(100);
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println("bench: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
        return command.execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = spec == null ? new CommandLine(this) : spec.commandLine();
        if (sampleSeconds < MIN_SAMPLE_SECONDS) {
            throw new ParameterException(
                    line, "--sample-seconds " + sampleSeconds + ": give 20 or more");
        }
        // A third is warm-up.
        if (minutes * 60 / sampleSeconds * 2 / 3 < Drift.MIN_SAMPLES) {
            throw new ParameterException(
                    line,
                    "--minutes "
                            + minutes
                            + " with --sample-seconds "
                            + sampleSeconds
                            + " gives too few samples to tell a trend: give 9 samples or more");
        }
        Files.createDirectories(out);
        PrintWriter print = line.getOut();
        String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        SoakRun.Result result;
        List<String> flags = jvm.isBlank() ? List.of() : Arrays.asList(jvm.trim().split(" +", -1));
        try (SluiceProcess server =
                SluiceProcess.start(
                        "",
                        flags,
                        List.of(Main.class.getName()),
                        List.of("--empty-room-timeout", "1s"),
                        out.resolve("server.log"))) {
            print.print(SoakText.HEAD);
            print.flush();
            result =
                    new SoakRun(
                                    server,
                                    sample -> {
                                        print.print(SoakText.row(sample));
                                        print.flush();
                                    })
                            .run(Duration.ofMinutes(minutes), Duration.ofSeconds(sampleSeconds));
        }
        String text = SoakText.of(result, Machine.describe(), started);
        Files.writeString(out.resolve("soak.md"), text);
        print.println(text);
        print.flush();
        if (!result.complaints().isEmpty()) {
            return VOID;
        }
        return result.passed() ? CommandLine.ExitCode.OK : MISSED;
    }
}
