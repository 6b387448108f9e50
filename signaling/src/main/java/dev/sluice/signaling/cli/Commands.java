package dev.sluice.signaling.cli;

import dev.sluice.signaling.config.Names;
import dev.sluice.signaling.config.SettingsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code serve}, which is also the default, {@code token} and {@code doctor}. */
public final class Commands {

    /** The exit code for what the user can mend. */
    public static final int BAD_USAGE = 2;

    /** The exit code for what the user cannot. */
    static final int FAILED = 1;

    private static final Set<String> FOR_ROOT = Set.of("-h", "--help", "-V", "--version");

    private final Console console;
    private final CommandLine commands;

    /** The commands, writing there and starting servers so. */
    public Commands(Console console, MediaServerFactory media) {
        this.console = console;
        CommandSpec root = CommandSpec.wrapWithoutInspection((Runnable) () -> {});
        root.name("sluice").mixinStandardHelpOptions(true).version(version());
        root.usageMessage()
                .header("A WebRTC media server: calls between browsers through one process.")
                .synopsisSubcommandLabel("[COMMAND]")
                .footer("", "Without a command: serve. Start with: sluice serve --help");
        ServeCommand serve = new ServeCommand(console, media);
        TokenCommand token = new TokenCommand(console);
        root.addSubcommand("serve", serve.spec());
        root.addSubcommand("token", token.spec());
        root.addSubcommand("doctor", new DoctorCommand(console).spec());
        commands =
                new CommandLine(root)
                        .setOut(console.out())
                        .setErr(console.err())
                        .setUsageHelpAutoWidth(true)
                        .setExecutionStrategy(new RunLast())
                        .setParameterExceptionHandler((failure, args) -> refuse(failure))
                        .setExecutionExceptionHandler(failures());
    }

    /** Runs a command; the exit code. */
    public int run(String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        if (all.isEmpty() || (all.get(0).startsWith("-") && !FOR_ROOT.contains(all.get(0)))) {
            all.add(0, "serve");
        }
        return commands.execute(all.toArray(String[]::new));
    }

    private static String version() {
        String version = Commands.class.getPackage().getImplementationVersion();
        return "sluice " + (version == null ? "(built from source)" : version);
    }

    private int refuse(ParameterException failure) {
        String command = failure.getCommandLine().getCommandName();
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            message =
                    first.startsWith("-")
                            ? "there is no option '"
                                    + first
                                    + "'"
                                    + Names.suggestion(first.replaceFirst("^-+", ""), "--")
                            : "'" + first + "' is no command and no option's value";
        }
        String help = command.equals("sluice") ? "sluice --help" : "sluice " + command + " --help";
        console.complain(message + "; see: " + help);
        return BAD_USAGE;
    }

    private IExecutionExceptionHandler failures() {
        return (failure, command, parsed) -> {
            if (failure instanceof SettingsException) {
                console.complain(String.valueOf(failure.getMessage()));
                return BAD_USAGE;
            }
            console.complain("it failed, please report this: " + failure);
            failure.printStackTrace(console.err());
            return FAILED;
        };
    }

    /** A command that picocli runs. */
    abstract static class Command implements Callable<Integer> {

        private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

        CommandSpec spec() {
            return spec;
        }

        ParseResult parsed() {
            return spec.commandLine().getParseResult();
        }
    }
}
