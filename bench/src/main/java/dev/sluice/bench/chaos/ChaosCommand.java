package dev.sluice.bench.chaos;

import dev.sluice.bench.process.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench chaos}. */
@Command(
        name = "bench chaos",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Does faults to a server that it starts, with good calls beside them whose every packet",
            "is watched, and prints what was reached against what is wanted. Exits with 1 on a miss."
        })
public final class ChaosCommand implements Callable<Integer> {

    public static final String NAME = "chaos";
    private static final int MISSED = 1;

    @Parameters(
            paramLabel = "FAULT",
            arity = "0..*",
            description = "Which; all of them without any.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "3",
            description = "Good calls of two beside the faults. Default: ${DEFAULT-VALUE}.")
    private int calls;

    @Option(
            names = "--brief",
            description = "Smaller and shorter where that is possible: a look in passing.")
    private boolean brief;

    @Option(
            names = "--slack",
            paramLabel = "X",
            defaultValue = "1",
            description =
                    "Limits of times and shares are so many times as wide, for a machine that does other work too. Default: ${DEFAULT-VALUE}.")
    private double slack;

    @Option(
            names = "--server-jvm",
            paramLabel = "FLAGS",
            defaultValue = "${env:SLUICE_JAVA_OPTS:-}",
            description = "JVM flags of the servers. Default: SLUICE_JAVA_OPTS.")
    private String jvm = "";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "target/bench/chaos",
            description = "Directory of chaos.md, chaos.json and logs. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    private ChaosCommand() {}

    /** Runs the command; gives its exit code. */
    public static int run(String... arguments) {
        CommandLine command = new CommandLine(new ChaosCommand());
        command.setUsageHelpWidth(100);
        command.getCommandSpec().usageMessage().footerHeading("Faults:%n").footer(faults());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println("bench: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
        return command.execute(arguments);
    }

    private static String[] faults() {
        return Faults.all().stream()
                .map(fault ->
                        String.format(Locale.ROOT, "  %-18s %s", fault.name(), fault.help())
                                .replace("%", "%%"))
                .toArray(String[]::new);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = spec == null ? new CommandLine(this) : spec.commandLine();
        List<Fault> faults;
        try {
            faults = Faults.named(names);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, String.valueOf(e.getMessage()), e);
        }
        if (calls < 1 || !(slack >= 1)) {
            throw new ParameterException(line, "--calls and --slack: give 1 or more");
        }
        Files.createDirectories(out);
        PrintWriter print = line.getOut();
        List<String> flags = jvm.isBlank() ? List.of() : Arrays.asList(jvm.trim().split(" +", -1));
        String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Arena.Options options =
                new Arena.Options(
                        calls,
                        brief,
                        flags,
                        out,
                        words -> {
                            print.println(words);
                            print.flush();
                        });
        List<Outcome> outcomes = new ChaosRun(options, slack).run(faults);
        String table = ChaosText.table(outcomes, Machine.describe(), started, slack);
        Files.writeString(out.resolve("chaos.md"), table);
        Files.writeString(
                out.resolve("chaos.json"), ChaosText.json(outcomes, Machine.describe(), started));
        print.println(table);
        print.flush();
        return outcomes.stream().allMatch(Outcome::ok) ? CommandLine.ExitCode.OK : MISSED;
    }
}
