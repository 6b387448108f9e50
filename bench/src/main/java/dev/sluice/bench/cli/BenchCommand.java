package dev.sluice.bench.cli;

import dev.sluice.bench.chaos.ChaosCommand;
import dev.sluice.bench.floor.FloorRun;
import dev.sluice.bench.floor.FloorRun.Floor;
import dev.sluice.bench.floor.FloorShape;
import dev.sluice.bench.load.LoadOptions;
import dev.sluice.bench.load.LoadResult;
import dev.sluice.bench.load.LoadRun;
import dev.sluice.bench.load.MediaPlan;
import dev.sluice.bench.load.Scenario;
import dev.sluice.bench.process.Machine;
import dev.sluice.bench.process.ServerUnderTest;
import dev.sluice.bench.report.Comparison;
import dev.sluice.bench.report.ReportFiles;
import dev.sluice.bench.report.RunReport;
import dev.sluice.bench.report.TextReport;
import dev.sluice.bench.soak.SoakCommand;
import dev.sluice.signaling.client.source.VideoShape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Loads a server with headless participants, measures, and reports. */
@Command(
        name = "bench",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Loads a server with headless participants over real ICE, DTLS and SRTP, and measures.",
            "Scenarios: meeting AxB (A of B people send), broadcast AxB (A send to B), audio AxB,",
            "calls AxB (A rooms of B), churn AxB, screen-share AxB.",
            "'bench compare janus SCENARIO AxB' measures that server too, and prints ratios.",
            "'bench chaos' does faults to a server, and tells what became of calls.",
            "'bench soak --minutes M' looks for what grows over a long time.",
            "'bench jmh' runs the micro-benchmarks; its arguments are those of JMH.",
            "Exits with 1 when a threshold was missed, 3 when the run is void."
        })
public final class BenchCommand implements Callable<Integer> {

    private static final String COMPARE = "compare";
    private static final int MISSED = 1;
    private static final int VOID = 3;
    private static final int SRTP_TAG_BYTES = 16;
    private static final long MAX_FLOOR_MILLIS = 10_000;

    @Parameters(index = "0", paramLabel = "SCENARIO", description = "Such as meeting.")
    private String scenario = "";

    @Parameters(index = "1", paramLabel = "AxB", description = "Its size, such as 10x10.")
    private String size = "";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with any of these flags, without their dashes.")
    @SuppressWarnings("UnusedVariable") // YamlDefaults reads the file before the flags are read.
    private @Nullable Path config;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "20s",
            description = "Time that counts. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Time before that, everybody being there. Default: ${DEFAULT-VALUE}.")
    private Duration warmUp = Duration.ZERO;

    @Option(
            names = "--rehearse",
            paramLabel = "TIME",
            defaultValue = "0s",
            description =
                    "Before all, the same people join, play for so long and leave: then the server's code is compiled. Default: ${DEFAULT-VALUE}.")
    private Duration rehearsal = Duration.ZERO;

    @Option(
            names = "--ramp",
            paramLabel = "N",
            defaultValue = "50",
            description = "Joins per second. Default: ${DEFAULT-VALUE}.")
    private double ramp;

    @Option(
            names = "--churn",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "Leaves per second in a churn run, each followed by a join. Default: ${DEFAULT-VALUE}.")
    private double churn;

    @Option(
            names = "--authenticate",
            paramLabel = "1/N",
            defaultValue = "1/1",
            description =
                    "The share of media packets that the harness authenticates and decrypts. Default: ${DEFAULT-VALUE}.")
    private String authenticate = "1/1";

    @Option(
            names = "--client-threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of the harness. Default: ${DEFAULT-VALUE}.")
    private int clientThreads;

    @Option(
            names = "--poll",
            negatable = true,
            description =
                    "The harness looks for packets all the time, so that sending to it wakes nobody; each of its threads takes a core. Default: when --client-cpus is given.")
    private @Nullable Boolean poll;

    @Option(names = "--no-floor", description = "Does not measure the raw floor after the run.")
    private boolean noFloor;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory of the report. Default: target/bench/TIME-SCENARIO.")
    private @Nullable Path out;

    @Option(names = "--quiet", description = "No line per second.")
    private boolean quiet;

    @Mixin private MediaFlags media = new MediaFlags();
    @Mixin private ServerFlags servers = new ServerFlags();
    @Mixin private ThresholdFlags thresholds = new ThresholdFlags();
    @Spec private @Nullable CommandSpec spec;
    private final @Nullable String peer;

    private BenchCommand(@Nullable String peer) {
        this.peer = peer;
    }

    /** Runs the command; gives its exit code. */
    public static int run(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals(JmhCommand.NAME)) {
            return jmh(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
        if (arguments.length > 0 && arguments[0].equals(ChaosCommand.NAME)) {
            return ChaosCommand.run(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
        if (arguments.length > 0 && arguments[0].equals(SoakCommand.NAME)) {
            return SoakCommand.run(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
        if (arguments.length > 1 && arguments[0].equals(COMPARE) && !arguments[1].startsWith("-")) {
            return run(arguments[1], Arrays.copyOfRange(arguments, 2, arguments.length));
        }
        return run(null, arguments);
    }

    private static int run(@Nullable String peer, String... arguments) {
        CommandLine command = new CommandLine(new BenchCommand(peer));
        command.registerConverter(Duration.class, new Durations());
        command.setUsageHelpWidth(100);
        // The last one counts, so that a command of a page can be changed by adding to it.
        command.setOverwrittenOptionsAllowed(true);
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println("bench: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
        try {
            YamlDefaults defaults = YamlDefaults.of(arguments);
            for (String name : defaults.unknown(command.getCommandSpec().optionsMap())) {
                throw new IOException("--config: there is no flag --" + name);
            }
            command.setDefaultValueProvider(defaults);
        } catch (IOException e) {
            command.getErr().println("bench: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        return command.execute(arguments);
    }

    private static int jmh(String... arguments) {
        try {
            JmhCommand.run(arguments);
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoadOptions options = options();
        Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Path directory = out == null ? defaultDirectory(options, started) : out;
        Files.createDirectories(directory);
        PrintWriter print = line().getOut();
        LoadResult result;
        try (ServerUnderTest server = servers.open(directory, peer != null)) {
            result = load(server, options, print);
        }
        RunReport plain =
                new RunReport(
                        started.toString(),
                        Machine.describe(),
                        settings(),
                        options,
                        result,
                        floor(options, result, directory, print),
                        List.of());
        RunReport report =
                new RunReport(
                        plain.started(),
                        plain.machine(),
                        plain.settings(),
                        options,
                        result,
                        plain.floor(),
                        thresholds.of(plain));
        ReportFiles.write(report, directory);
        print.println(TextReport.of(report));
        print.println("Report: " + directory.resolve("report.html"));
        print.flush();
        boolean valid = report.valid() && (peer == null || compare(peer, report, directory, print));
        if (!valid) {
            return VOID;
        }
        return report.passed() ? CommandLine.ExitCode.OK : MISSED;
    }

    private LoadResult load(ServerUnderTest server, LoadOptions options, PrintWriter print)
            throws IOException, InterruptedException {
        print.println("== " + server.name());
        return new LoadRun(options, server, new Progress(print, quiet)).run();
    }

    /** Measures the other server in the same way; false when that run is void. */
    private boolean compare(String name, RunReport ours, Path directory, PrintWriter print)
            throws IOException, InterruptedException {
        LoadResult result;
        try (ServerUnderTest server = servers.peer(name, directory)) {
            result = load(server, ours.options(), print);
        }
        RunReport theirs =
                new RunReport(
                        ours.started(),
                        ours.machine(),
                        ours.settings(),
                        ours.options(),
                        result,
                        ours.floor(),
                        List.of());
        ReportFiles.write(theirs, directory.resolve(name));
        print.println(TextReport.of(theirs));
        print.println(Comparison.of(ours, name, theirs));
        print.flush();
        return theirs.valid();
    }

    private @Nullable Floor floor(
            LoadOptions options, LoadResult result, Path directory, PrintWriter print)
            throws IOException, InterruptedException {
        int receivers = result.receivers() - result.silentReceivers();
        if (noFloor || receivers <= 0 || result.counts().packets() == 0) {
            return null;
        }
        print.println("measuring the raw floor of the same shape");
        print.flush();
        double packetsPerSecond = result.counts().packets() / result.seconds() / receivers;
        int burst = burst(options.media());
        int bytes = (int) (result.counts().bytes() / result.counts().packets()) - SRTP_TAG_BYTES;
        FloorShape shape = new FloorShape(receivers, packetsPerSecond / burst, burst, bytes);
        return FloorRun.measure(
                shape,
                servers.cpus(),
                servers.jvm(),
                options.polls(),
                Math.min(MAX_FLOOR_MILLIS, options.duration().toMillis()),
                directory.resolve("floor.log"));
    }

    /** How many packets leave at once. */
    private static int burst(MediaPlan plan) {
        if (!plan.video() || plan.shape() == VideoShape.EVEN) {
            return 1;
        }
        long frameBytes = plan.bitsPerSecond() / 8 / plan.framesPerSecond();
        return (int) Math.max(1, (frameBytes + plan.packetBytes() / 2) / plan.packetBytes());
    }

    private LoadOptions options() {
        if (!authenticate.matches("1/[1-9][0-9]{0,3}")) {
            throw new ParameterException(
                    line(), "--authenticate is '" + authenticate + "'; give 1/1 or 1/10, say");
        }
        try {
            return new LoadOptions(
                    Scenario.parse(scenario, size),
                    media.plan(line()),
                    ramp,
                    rehearsal,
                    warmUp,
                    duration,
                    Integer.parseInt(authenticate.substring(2)),
                    clientThreads,
                    polls(),
                    churn);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line(), e.getMessage(), e);
        }
    }

    private boolean polls() {
        return poll == null ? servers.ownsCpus() : poll;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        for (OptionSpec option : line().getCommandSpec().options()) {
            Object value = option.getValue();
            if (value != null && !option.usageHelp() && !option.versionHelp()) {
                settings.put(option.longestName(), Secrets.hide(option.longestName(), value));
            }
        }
        return settings;
    }

    private static Path defaultDirectory(LoadOptions options, Instant started) {
        String name = started + "-" + options.scenario().label();
        return Path.of("target", "bench", name.replaceAll("[^A-Za-z0-9.-]", "-"));
    }

    private CommandLine line() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        return spec.commandLine();
    }
}
