package dev.sluice.signaling.kit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Debian's TURN server on a free port. */
public final class Coturn implements AutoCloseable {

    private static final Path EXECUTABLE = Path.of("/usr/bin/turnserver");
    private static final int START_TRIES = 600;

    private final Process process;
    private final Path directory;
    private final InetAddress host;
    private final int port;

    private Coturn(Process process, Path directory, InetAddress host, int port) {
        this.process = process;
        this.directory = directory;
        this.host = host;
        this.port = port;
    }

    /** Starts one; the test is skipped where it is not installed. */
    public static Coturn start(InetAddress host, String secret, String... flags) throws Exception {
        assumeTrue(Files.isExecutable(EXECUTABLE), "there is no turnserver: install coturn");
        Path directory = Files.createTempDirectory("sluice-turn");
        int port = freePort(host);
        String address = host.getHostAddress();
        List<String> command = new ArrayList<>();
        command.add(EXECUTABLE.toString());
        command.addAll(List.of("-n", "--use-auth-secret", "--realm=sluice", "--no-cli"));
        command.addAll(List.of("--no-tls", "--no-dtls", "--log-file=stdout"));
        command.addAll(List.of("--listening-ip=" + address, "--relay-ip=" + address));
        command.addAll(List.of("--static-auth-secret=" + secret, "--listening-port=" + port));
        command.addAll(List.of("--userdb=" + directory.resolve("users")));
        command.addAll(List.of("--pidfile=" + directory.resolve("pid")));
        command.addAll(List.of(flags));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
        Coturn coturn = new Coturn(process, directory, host, port);
        try {
            coturn.await();
            return coturn;
        } catch (AssertionError e) {
            coturn.close();
            throw e;
        }
    }

    public String url(String transport) {
        return "turn:" + host.getHostAddress() + ":" + port + "?transport=" + transport;
    }

    private void await() throws Exception {
        for (int i = 0; i < START_TRIES && process.isAlive(); i++) {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(host, port), 100);
                return;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        throw new AssertionError(
                "turnserver did not start: " + Files.readString(directory.resolve("log")));
    }

    private static int freePort(InetAddress host) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, host)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
