package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bench.docs.Pages.Block;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of the pages as they stand there, in a directory like a clone: only ports are
 * free ones, the host is this one, and what would be installed goes beside.
 */
@Timeout(300)
class CommandsIT {

    private static final long PATIENCE_SECONDS = 120;
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Pattern ADDRESS = Pattern.compile("(https?)://[^/\\s:]+:(\\d+)");

    @TempDir Path clone;

    @BeforeEach
    void makeClone() throws Exception {
        for (String name : List.of("sluice", "deploy", "signaling")) {
            Files.createSymbolicLink(clone.resolve(name), Pages.ROOT.resolve(name));
        }
        String certificate =
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
                        + " -keyout key.pem -out cert.pem -subj /CN=localhost -days 2 2>/dev/null"
                        + " && cp cert.pem fullchain.pem && cp key.pem privkey.pem";
        run(certificate, "");
    }

    @Test
    void shouldRunWhatRunsToItsEnd() throws Exception {
        int ran = 0;
        for (Block block : Pages.commands()) {
            List<String> lines = new ArrayList<>(block.commands());
            lines.removeIf(line -> Command.of(line) != Command.RUNS);
            lines.removeIf(line -> line.matches("(curl|jcmd|jfr) .*"));
            if (lines.isEmpty()) {
                continue;
            }
            if (lines.get(0).startsWith("ffmpeg")) {
                run(
                        "ffmpeg -v error -f lavfi -i testsrc=d=1:r=25 -f lavfi -i sine=d=1"
                                + " -c:v mpeg4 -c:a aac film.mp4",
                        "");
            }
            run(String.join("\n", lines).replaceAll(" (/opt|/etc)/", " root$1/"), "" + block);
            ran += lines.size();
        }
        assertTrue(ran >= 6, "ran only " + ran);
    }

    @Test
    void shouldServe() throws Exception {
        int served = 0;
        for (Block block : Pages.commands()) {
            List<String> before = new ArrayList<>();
            for (String line : block.commands()) {
                if (Command.of(line) == Command.SERVES) {
                    try (Server server = new Server(String.join("\n", before), line)) {
                        server.stop();
                    }
                    served++;
                } else if (line.startsWith("export ")) {
                    before.add(line);
                }
            }
        }
        assertTrue(served >= 3, "served only " + served);
    }

    @Test
    void shouldAskARunningServer() throws Exception {
        int asked = 0;
        try (Server server =
                new Server("", "./sluice serve --key web:$SECRET --admin-token $ADMIN_TOKEN")) {
            for (Block block : Pages.commands()) {
                for (String line : block.commands()) {
                    if (line.matches("(curl|jcmd|jfr) .*")) {
                        String here =
                                line.replaceFirst(
                                                "https?://(HOST|localhost:7880)",
                                                "http://127.0.0.1:" + server.port)
                                        .replaceFirst("^curl ", "curl --fail --silent ")
                                        .replace(" PID ", " " + server.process.pid() + " ");
                        run(here, line);
                        asked++;
                    }
                }
            }
            server.stop();
        }
        assertTrue(asked >= 4, "asked only " + asked);
    }

    private ProcessBuilder bash(String script) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script);
        builder.directory(clone.toFile()).redirectErrorStream(true);
        Path java = Path.of(System.getProperty("java.home"), "bin");
        Map<String, String> environment = builder.environment();
        environment.put("PATH", java + ":" + environment.get("PATH"));
        environment.put("SECRET", SECRET);
        environment.put("TOKEN", SECRET);
        environment.put("ADMIN_TOKEN", SECRET);
        environment.put("SLUICE_HTTP_PORT", "0");
        environment.put("SLUICE_UDP_PORT", "0");
        environment.put("SLUICE_TCP_PORT", "0");
        return builder;
    }

    private void run(String script, String what) throws IOException, InterruptedException {
        Process process = bash(script).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), script);
        assertEquals(0, process.exitValue(), what + "\n" + script + "\n" + output);
    }

    /** A command that serves until it is stopped. */
    private final class Server implements AutoCloseable {

        final Process process;
        final String port;
        private final StringBuilder output = new StringBuilder();
        private final Thread reader;

        Server(String before, String command) throws Exception {
            String free = command.replaceAll("--(http|udp|tcp)-port \\d+", "--$1-port 0");
            process = bash(before + "\nexec " + free).start();
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            String found = null;
            for (String line = lines.readLine(); line != null && found == null; ) {
                output.append(line).append('\n');
                Matcher address = ADDRESS.matcher(line);
                if (address.find()) {
                    found = address.group(2);
                } else {
                    line = lines.readLine();
                }
            }
            if (found == null) {
                throw new AssertionError(command + " did not serve:\n" + output);
            }
            port = found;
            // Nobody may be kept waiting for a full pipe.
            reader = new Thread(() -> lines.lines().forEach(line -> {}));
            reader.setDaemon(true);
            reader.start();
        }

        void stop() throws InterruptedException {
            process.destroy();
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not stop");
            assertEquals(0, process.exitValue(), output.toString());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
