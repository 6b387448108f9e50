package dev.sluice.bench.chaos;

import dev.sluice.bench.process.ChildProcess;
import dev.sluice.bench.process.SluiceProcess;
import dev.sluice.signaling.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Settings with which no server can start. */
final class BadStart implements Fault {

    private static final String PREFIX = "sluice: ";
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "bad-start";
    }

    @Override
    public String help() {
        return "a port that is taken, rubbish for a certificate, a weak secret: one line with the"
                + " key and the remedy, exit code not 0, within 2 s";
    }

    @Override
    public double othersLossPercent() {
        return Double.NaN;
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        Path rubbish = Files.writeString(arena.directory().resolve("rubbish.pem"), "rubbish");
        String free = Integer.toString(SluiceProcess.freeTcpPort());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            start(arena, figures, "taken port", "http-port: ", "--http-port", port);
        }
        start(
                arena,
                figures,
                "bad certificate",
                "tls-cert: ",
                "--http-port",
                free,
                "--tls-cert",
                rubbish.toString(),
                "--tls-key",
                rubbish.toString());
        start(
                arena,
                figures,
                "weak secret",
                "at least 32",
                "--http-port",
                free,
                "--key",
                "id:weak");
        return figures;
    }

    private static void start(
            Arena arena, List<Figure> figures, String what, String words, String... flags)
            throws IOException, InterruptedException {
        Path log = arena.directory().resolve("bad-start.log");
        List<String> arguments = new ArrayList<>(List.of("serve", "--udp-port", "0"));
        arguments.addAll(List.of(flags));
        long begin = System.nanoTime();
        try (ChildProcess process =
                ChildProcess.start(
                        "", List.of(), List.of(Main.class.getName()), arguments, log, false)) {
            OptionalInt code = process.await(LONGEST);
            long took = System.nanoTime() - begin;
            List<String> said =
                    Files.readAllLines(log).stream()
                            .filter(line -> line.startsWith(PREFIX))
                            .toList();
            boolean right = said.size() == 1 && said.get(0).contains(words);
            figures.add(Figure.millis(what + ": ended", code.isPresent() ? took : -1, 2_000));
            figures.add(
                    Figure.holds(what + ": one line that names it", right && code.orElse(0) != 0));
        }
    }
}
