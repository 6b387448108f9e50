package dev.sluice.bench.process;

import dev.sluice.bench.target.Door;
import dev.sluice.bench.target.SluiceDoor;
import dev.sluice.signaling.client.ClientGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A server of ours that the harness starts as a process of its own. */
public final class SluiceProcess implements ServerUnderTest {

    /**
     * Where the floor sends to as well. IPv6 costs the kernel more, and so do this machine's other
     * addresses: each packet to one makes a route anew.
     */
    private static final String LOOPBACK = "127.0.0.1";

    private static final long START_NANOS = 30_000_000_000L;
    private static final long POLL_MILLIS = 50;

    private final URI signaling;
    private final long startNanos;
    private final ChildProcess process;
    private final Path log;

    private SluiceProcess(URI signaling, long startNanos, ChildProcess process, Path log) {
        this.signaling = signaling;
        this.startNanos = startNanos;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one on free ports, and waits until it is healthy.
     *
     * @param program {@code -jar FILE} or a main class
     * @throws IOException when it does not come up; the message names its log
     */
    public static SluiceProcess start(
            String cpus, List<String> jvm, List<String> program, List<String> flags, Path log)
            throws IOException, InterruptedException {
        int httpPort = freeTcpPort();
        List<String> arguments = new ArrayList<>(List.of("serve"));
        arguments.addAll(List.of("--http-port", Integer.toString(httpPort)));
        arguments.addAll(List.of("--udp-port", Integer.toString(freeUdpPort())));
        arguments.addAll(List.of("--tcp-port", "0"));
        if (flags.stream().noneMatch(flag -> flag.startsWith("--log-level"))) {
            arguments.addAll(List.of("--log-level", "warn"));
        }
        if (flags.stream().noneMatch(flag -> flag.startsWith("--advertise"))) {
            arguments.addAll(List.of("--advertise", LOOPBACK));
        }
        arguments.addAll(flags);
        long begin = System.nanoTime();
        ChildProcess process = ChildProcess.start(cpus, jvm, program, arguments, log, false);
        try {
            awaitHealth(process, httpPort, begin, log);
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
        URI signaling = URI.create("ws://127.0.0.1:" + httpPort + "/ws");
        return new SluiceProcess(signaling, System.nanoTime() - begin, process, log);
    }

    @Override
    public String name() {
        return "sluice";
    }

    @Override
    public Door door(ClientGroup clients, int authenticateOneIn) {
        return new SluiceDoor(clients, signaling, authenticateOneIn);
    }

    /** Where its WebSocket is. */
    public URI signaling() {
        return signaling;
    }

    /** Its page of metrics, which is open to whoever is on this machine while no key is set. */
    public URI metrics() {
        return URI.create("http://127.0.0.1:" + signaling.getPort() + "/metrics");
    }

    /** The process itself, to be stopped or killed. */
    public ChildProcess process() {
        return process;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public long startNanos() {
        return startNanos;
    }

    /** How often Netty said until now that a buffer was lost. */
    public long leaks() {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains("LEAK: ")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Ends it.
     *
     * @throws IllegalStateException when it lost buffers; the message names its log
     */
    @Override
    public void close() {
        process.close();
        if (leaks() > 0) {
            throw new IllegalStateException("the server lost buffers; its log is " + log);
        }
    }

    private static void awaitHealth(ChildProcess process, int port, long begin, Path log)
            throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        HttpRequest health =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                        .timeout(Duration.ofSeconds(2))
                        .build();
        while (process.alive() && System.nanoTime() - begin < START_NANOS) {
            try {
                var answer = http.send(health, HttpResponse.BodyHandlers.discarding());
                if (answer.statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new IOException("the server did not come up; its log is " + log);
    }

    /** A port that nobody listens on. */
    public static int freeTcpPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
