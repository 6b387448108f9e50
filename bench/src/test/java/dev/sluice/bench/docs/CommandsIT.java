package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.bench.docs.Pages.Block;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** Needs a server. */
    private static final String ASKS = "(curl|jcmd|jfr|\\./sluice doctor --server) .*";

    private static final String TOKEN =
            "$(./sluice token --key web:$SECRET --room check | head -n 1)";

    @TempDir Path clone;

    private Shell shell;

    @BeforeEach
    void makeClone() throws Exception {
        shell = Shell.inClone(clone);
        String certificate =
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
                        + " -keyout key.pem -out cert.pem -subj /CN=localhost -days 2 2>/dev/null"
                        + " && cp cert.pem fullchain.pem && cp key.pem privkey.pem";
        shell.must(certificate, "");
    }

    @Test
    void shouldRunWhatRunsToItsEnd() throws Exception {
        Set<List<String>> ran = new HashSet<>();
        for (Block block : Pages.commands()) {
            List<String> lines = new ArrayList<>(block.commands());
            lines.removeIf(line -> Command.of(line) != Command.RUNS);
            lines.removeIf(line -> line.matches(ASKS));
            if (lines.isEmpty() || !ran.add(List.copyOf(lines))) {
                continue;
            }
            if (lines.get(0).startsWith("ffmpeg")) {
                shell.must(
                        "ffmpeg -v error -f lavfi -i testsrc=d=1:r=25 -f lavfi -i sine=d=1"
                                + " -c:v mpeg4 -c:a aac film.mp4",
                        "");
            }
            shell.must(
                    String.join("\n", lines).replaceAll(" (/opt|/etc)/", " root$1/"), "" + block);
        }
        assertTrue(ran.size() >= 6, "ran only " + ran);
    }

    @Test
    void shouldNameDebiansPackages() throws Exception {
        assumeTrue(
                shell.run("apt-cache show coreutils", 60).code() == 0,
                "there are no lists of Debian's packages here");
        int packages = 0;
        for (Block block : Pages.commands()) {
            for (String line : block.commands()) {
                if (Command.of(line) == Command.INSTALLS) {
                    shell.must(line.replace("install ", "install --simulate "), line);
                    packages++;
                }
            }
        }
        assertTrue(packages > 0, "there are none");
    }

    @Test
    void shouldServe() throws Exception {
        Set<String> served = new HashSet<>();
        for (Block block : Pages.commands()) {
            List<String> before = new ArrayList<>();
            for (String line : block.commands()) {
                if (Command.of(line) == Command.SERVES && served.add(line)) {
                    String free = line.replaceAll("--(http|udp|tcp)-port \\d+", "--$1-port 0");
                    String script = String.join("\n", before) + "\nexec " + free;
                    try (Shell.Served server = shell.serve(script)) {
                        server.stop();
                    }
                } else if (line.startsWith("export ")) {
                    before.add(line);
                }
            }
        }
        assertTrue(served.size() >= 3, "served only " + served);
    }

    @Test
    void shouldAskARunningServer() throws Exception {
        int asked = 0;
        try (Shell.Served server =
                shell.serve("exec ./sluice serve --key web:$SECRET --admin-token $ADMIN_TOKEN")) {
            for (Block block : Pages.commands()) {
                for (String line : block.commands()) {
                    boolean calls = line.contains("doctor");
                    if (line.matches(ASKS) && (!calls || Boolean.getBoolean("sluice.long"))) {
                        String here =
                                line.replaceFirst(
                                                "https?://(HOST|localhost:7880|calls.example.org)",
                                                "http://127.0.0.1:" + server.port)
                                        .replace(" TOKEN", " " + TOKEN)
                                        .replaceFirst("^curl ", "curl --fail --silent ")
                                        .replace(" PID ", " " + server.process.pid() + " ");
                        shell.must(here, line);
                        asked++;
                    }
                }
            }
            server.stop();
        }
        assertTrue(asked >= 4, "asked only " + asked);
    }
}
