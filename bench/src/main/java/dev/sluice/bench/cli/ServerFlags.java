package dev.sluice.bench.cli;

import dev.sluice.bench.process.JanusProcess;
import dev.sluice.bench.process.RunningServer;
import dev.sluice.bench.process.ServerUnderTest;
import dev.sluice.bench.process.SluiceProcess;
import dev.sluice.bench.target.SluiceDoor;
import dev.sluice.bench.target.WhipDoor;
import dev.sluice.bench.target.WhipDoor.Endpoints;
import dev.sluice.sfu.net.LocalAddresses;
import dev.sluice.signaling.Main;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is measured. */
final class ServerFlags {

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "A server that runs already, such as ws://127.0.0.1:7880/ws; without it one is started.")
    private @Nullable URI server;

    @Option(
            names = "--whip",
            paramLabel = "URL",
            description =
                    "WHIP endpoint of any server that runs already; {room} in it becomes the room's name. Needs --whep; for broadcast 1xN.")
    private @Nullable String whip;

    @Option(names = "--whep", paramLabel = "URL", description = "WHEP endpoint of that server.")
    private @Nullable String whep;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Bearer token for --whip and --whep.")
    private @Nullable String token;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            defaultValue = "0",
            description = "Its process, for CPU and memory.")
    private long pid;

    @Option(
            names = "--server-cpus",
            paramLabel = "LIST",
            defaultValue = "",
            description = "CPUs of the started server and of the floor, as taskset takes them.")
    private String cpus = "";

    @Option(
            names = "--client-cpus",
            paramLabel = "LIST",
            defaultValue = "",
            description = "CPUs of the harness itself.")
    private String clientCpus = "";

    @Option(
            names = "--server-jar",
            paramLabel = "FILE",
            description = "Jar to start; without it, the server of the harness's own class path.")
    private @Nullable Path jar;

    @Option(
            names = "--server-jvm",
            paramLabel = "FLAGS",
            defaultValue = "${env:SLUICE_JAVA_OPTS:-}",
            description =
                    "JVM flags of the started server, apart by blanks. Default: SLUICE_JAVA_OPTS.")
    private String jvm = "";

    @Option(
            names = "--server-flag",
            paramLabel = "FLAG",
            description =
                    "Flag of the started server, such as --server-flag=--loops=1. Repeatable.")
    private List<String> flags = new ArrayList<>();

    String cpus() {
        return cpus;
    }

    /** Whether the harness has CPUs of its own. */
    boolean ownsCpus() {
        return !clientCpus.isEmpty();
    }

    List<String> jvm() {
        return jvm.isBlank() ? List.of() : Arrays.asList(jvm.trim().split(" +", -1));
    }

    /**
     * Starts the server, or takes the one that runs.
     *
     * @param compared beside another one: then it takes media where that does, at the machine's own
     *     address and not on loopback, unless its flags say where
     */
    ServerUnderTest open(Path directory, boolean compared)
            throws IOException, InterruptedException {
        pinSelf();
        if (whip != null || whep != null) {
            if (whip == null || whep == null || server != null) {
                throw new IOException("--whip and --whep go together, and not with --server");
            }
            Endpoints endpoints = new Endpoints(whip, whep, token);
            return new RunningServer(
                    "whip", pid, (clients, oneIn) -> new WhipDoor(clients, endpoints, oneIn));
        }
        URI url = server;
        if (url != null) {
            if (!"ws".equals(url.getScheme()) && !"wss".equals(url.getScheme())) {
                throw new IOException(
                        "--server is '"
                                + url
                                + "'; give a WebSocket, such as ws://127.0.0.1:7880/ws");
            }
            return new RunningServer(
                    "sluice", pid, (clients, oneIn) -> new SluiceDoor(clients, url, oneIn));
        }
        List<String> program =
                jar == null ? List.of(Main.class.getName()) : List.of("-jar", jar.toString());
        List<String> all = new ArrayList<>(flags);
        if (compared && flags.stream().noneMatch(flag -> flag.startsWith("--advertise"))) {
            all.add("--advertise=" + ownAddress());
        }
        return SluiceProcess.start(cpus, jvm(), program, all, directory.resolve("server.log"));
    }

    /** The machine's first IPv4 address at which others reach it, else any. */
    private static String ownAddress() throws IOException {
        List<InetAddress> usable = LocalAddresses.usable();
        return usable.stream()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElse(usable.get(0))
                .getHostAddress();
    }

    /**
     * Starts a server of others beside which ours is measured, on the same CPUs.
     *
     * @param peer only janus so far
     */
    ServerUnderTest peer(String peer, Path directory) throws IOException, InterruptedException {
        if (!peer.equals("janus")) {
            throw new IOException("compare does not know '" + peer + "'; give janus");
        }
        return JanusProcess.start(cpus, directory);
    }

    private void pinSelf() throws IOException, InterruptedException {
        if (clientCpus.isEmpty()) {
            return;
        }
        String self = Long.toString(ProcessHandle.current().pid());
        Process pin =
                new ProcessBuilder("taskset", "-a", "-c", "-p", clientCpus, self)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (pin.waitFor() != 0) {
            throw new IOException("--client-cpus: taskset does not take '" + clientCpus + "'");
        }
    }
}
