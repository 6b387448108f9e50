package dev.sluice.bench.impair;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice impair}: a bad link before a server. */
@Command(
        name = "impair",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Is a bad link: a UDP proxy before a server's media port. A profile has steps parted by"
                    + " commas, each with an instant and any of delay=, jitter=, loss=, rate=,"
                    + " queue= (ms of droptail queue), for instance",
            "  ./sluice serve --advertise 127.0.0.1:7890",
            "  ./sluice impair --to 127.0.0.1:7882 --up delay=50ms \\",
            "      --down 'delay=50ms loss=2%% rate=3M, 20s: rate=0.5M, 40s: rate=3M'",
            "The loss and the rate count per direction; all clients share both."
        })
public final class ImpairCommand implements Callable<Integer> {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7890",
            description =
                    "Where clients send to; give it to serve --advertise. Default:"
                            + " ${DEFAULT-VALUE}.")
    private String listen = "";

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7882",
            description = "The server's media port. Default: ${DEFAULT-VALUE}.")
    private String target = "";

    @Option(
            names = "--up",
            paramLabel = "PROFILE",
            defaultValue = "",
            description = "From clients to the server. Default: perfect.")
    private String up = "";

    @Option(
            names = "--down",
            paramLabel = "PROFILE",
            defaultValue = "",
            description = "From the server to clients. Default: perfect.")
    private String down = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of loss and jitter. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Ends by itself after that time. Default: until interrupted.")
    private int durationSeconds;

    @Spec private CommandSpec spec = CommandSpec.create();

    /** Runs until interrupted; gives 2 when the call was wrong, 1 when a port is taken. */
    public static int run(String... arguments) {
        return new CommandLine(new ImpairCommand()).execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (ImpairingProxy proxy =
                ImpairingProxy.start(
                        address("--listen", listen),
                        address("--to", target),
                        profile("--up", up),
                        profile("--down", down),
                        seed)) {
            out.println("Impairing " + proxy.address() + " -> " + target);
            out.println(
                    "   s  direction  datagrams   kbit/s  lost  overflowed  mean queue ms"
                            + "  longest ms  clients");
            out.flush();
            report(proxy, out);
        }
        return 0;
    }

    private void report(ImpairingProxy proxy, PrintWriter out) throws InterruptedException {
        long start = System.nanoTime();
        long lastNanos = start;
        ImpairingProxy.Counts last = proxy.counts();
        for (int second = 1; durationSeconds <= 0 || second <= durationSeconds; second++) {
            Thread.sleep(1_000);
            ImpairingProxy.Counts counts = proxy.counts();
            long now = System.nanoTime();
            double seconds = (now - lastNanos) / NANOS_PER_SECOND;
            if (counts.up().offered() + counts.down().offered()
                    > last.up().offered() + last.down().offered()) {
                out.println(line(second, "up", last.up(), counts.up(), seconds));
                out.println(
                        line(second, "down", last.down(), counts.down(), seconds)
                                + "  "
                                + counts.clients());
                out.flush();
            }
            last = counts;
            lastNanos = now;
        }
    }

    private static String line(
            int second, String direction, LinkCounts before, LinkCounts now, double seconds) {
        long delivered = now.delivered() - before.delivered();
        double bits = (now.deliveredBytes() - before.deliveredBytes()) * 8.0;
        double queued = (now.queuedNanos() - before.queuedNanos()) / NANOS_PER_MILLI;
        return String.format(
                Locale.ROOT,
                "%4d  %-9s  %9d  %7.0f  %4d  %10d  %13.1f  %10.1f",
                second,
                direction,
                delivered,
                bits / 1000 / seconds,
                now.lost() - before.lost(),
                now.overflowed() - before.overflowed(),
                queued / Math.max(1, delivered),
                now.longestQueueNanos() / NANOS_PER_MILLI);
    }

    private LinkProfile profile(String flag, String text) {
        try {
            return LinkProfile.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), flag + ": " + e.getMessage(), e);
        }
    }

    private InetSocketAddress address(String flag, String text) {
        int colon = text.lastIndexOf(':');
        try {
            String host = text.substring(0, Math.max(0, colon)).replaceAll("^\\[|\\]$", "");
            InetSocketAddress address =
                    new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
            if (!host.isEmpty() && !address.isUnresolved()) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new ParameterException(spec.commandLine(), flag + ": '" + text + "': give HOST:PORT");
    }
}
