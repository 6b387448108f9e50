package dev.sluice.bench.process;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server of a run: one that the harness starts as a process of its own, or one that runs
 * already.
 */
public final class ServerUnderTest implements AutoCloseable {

    private static final long START_NANOS = 30_000_000_000L;
    private static final long POLL_MILLIS = 50;

    private final URI signaling;
    private final long pid;
    private final long startNanos;
    private final @Nullable ChildProcess process;

    private ServerUnderTest(
            URI signaling, long pid, long startNanos, @Nullable ChildProcess process) {
        this.signaling = signaling;
        this.pid = pid;
        this.startNanos = startNanos;
        this.process = process;
    }

    /**
     * One that runs.
     *
     * @param signaling its WebSocket
     * @param pid 0: unknown, so that neither CPU nor memory is measured
     */
    public static ServerUnderTest attach(URI signaling, long pid) {
        return new ServerUnderTest(signaling, pid, -1, null);
    }

    /**
     * Starts one on free ports, and waits until it is healthy.
     *
     * @param program {@code -jar FILE} or a main class
     * @throws IOException when it does not come up; the message names its log
     */
    public static ServerUnderTest start(
            String cpus, List<String> jvm, List<String> program, List<String> flags, Path log)
            throws IOException, InterruptedException {
        int httpPort = freeTcpPort();
        List<String> arguments = new ArrayList<>(List.of("serve"));
        arguments.addAll(List.of("--http-port", Integer.toString(httpPort)));
        arguments.addAll(List.of("--udp-port", Integer.toString(freeUdpPort())));
        arguments.addAll(List.of("--tcp-port", "0", "--log-level", "warn"));
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
        return new ServerUnderTest(signaling, process.pid(), System.nanoTime() - begin, process);
    }

    public URI signaling() {
        return signaling;
    }

    /** 0: unknown. */
    public long pid() {
        return pid;
    }

    /** From its start to its first sign of health; -1 when it ran already. */
    public long startNanos() {
        return startNanos;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
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

    private static int freeTcpPort() throws IOException {
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
