package dev.sluice.bench.process;

import dev.sluice.bench.target.Door;
import dev.sluice.bench.target.JanusDoor;
import dev.sluice.bench.target.JanusSession;
import dev.sluice.signaling.client.ClientGroup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Janus with its VideoRoom plugin, as Debian packages it, with settings of its own: only that
 * plugin and its WebSocket on loopback, ICE lite as Sluice has it, all else as it comes.
 */
public final class JanusProcess implements ServerUnderTest {

    private static final long START_NANOS = 20_000_000_000L;
    private static final long POLL_MILLIS = 50;
    private static final String PROGRAM = "janus";

    private static final List<String> OTHER_PLUGINS =
            List.of(
                    "audiobridge",
                    "duktape",
                    "echotest",
                    "lua",
                    "nosip",
                    "recordplay",
                    "sip",
                    "streaming",
                    "textroom",
                    "videocall",
                    "voicemail");
    private static final List<String> OTHER_TRANSPORTS =
            List.of("http", "mqtt", "nanomsg", "pfunix", "rabbitmq");

    private final ChildProcess process;
    private final URI websocket;
    private final long startNanos;

    private JanusProcess(ChildProcess process, URI websocket, long startNanos) {
        this.process = process;
        this.websocket = websocket;
        this.startNanos = startNanos;
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param directory takes its settings and its log
     * @throws IOException when it is not installed or does not come up
     */
    public static JanusProcess start(String cpus, Path directory)
            throws IOException, InterruptedException {
        int port = SluiceProcess.freeTcpPort();
        Path settings = directory.resolve("janus");
        Files.createDirectories(settings);
        settings(settings, port);
        Path log = directory.resolve("janus.log");
        List<String> command =
                List.of(PROGRAM, "--configs-folder", settings.toString(), "--debug-level", "2");
        long begin = System.nanoTime();
        ChildProcess process;
        try {
            process = ChildProcess.start(cpus, command, log, false);
        } catch (IOException e) {
            throw new IOException("janus cannot be started; on Debian: apt-get install janus", e);
        }
        URI websocket = URI.create("ws://127.0.0.1:" + port);
        try {
            awaitAnswer(process, websocket, begin, log);
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
        return new JanusProcess(process, websocket, System.nanoTime() - begin);
    }

    private static void settings(Path directory, int port) throws IOException {
        write(
                directory.resolve("janus.jcfg"),
                "general: { session_timeout = 120; }",
                "nat: { ice_lite = true; }",
                "plugins: { disable = \"" + libraries(OTHER_PLUGINS) + "\"; }",
                "transports: { disable = \"" + libraries(OTHER_TRANSPORTS) + "\"; }",
                "events: { broadcast = false; }");
        write(
                directory.resolve("janus.transport.websockets.jcfg"),
                "general: {",
                "  json = \"compact\";",
                "  ws = true;",
                "  ws_ip = \"127.0.0.1\";",
                "  ws_port = " + port + ";",
                "  wss = false;",
                "}");
        write(directory.resolve("janus.plugin.videoroom.jcfg"), "general: { }");
    }

    private static String libraries(List<String> names) {
        return names.stream()
                .map(name -> "libjanus_" + name + ".so")
                .collect(Collectors.joining(","));
    }

    private static void write(Path file, String... lines) throws IOException {
        Files.write(file, List.of(lines));
    }

    private static void awaitAnswer(ChildProcess process, URI websocket, long begin, Path log)
            throws IOException, InterruptedException {
        while (process.alive() && System.nanoTime() - begin < START_NANOS) {
            try {
                JanusSession.open(websocket).close();
                return;
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new IOException("Janus did not come up; its log is " + log);
    }

    @Override
    public String name() {
        return PROGRAM;
    }

    @Override
    public Door door(ClientGroup clients, int authenticateOneIn) throws IOException {
        return new JanusDoor(JanusSession.open(websocket), clients, authenticateOneIn);
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public long startNanos() {
        return startNanos;
    }

    @Override
    public void close() {
        process.close();
    }
}
