package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A systemd runs the server, installed by the lines of docs/DEPLOYING.md as they stand there, with
 * the settings of the page and a key that only root can read.
 */
@EnabledIfSystemProperty(named = "sluice.long", matches = "true")
@Timeout(300)
class SystemdIT {

    private static final Path PAGE = Pages.ROOT.resolve("docs/DEPLOYING.md");

    /** What the page leaves to the reader: secrets, settings, a certificate, a Java. */
    private static final String OWN =
            """
            echo SLUICE_KEY=web:%s >/etc/sluice/secrets.env
            cat >/etc/sluice/sluice.yaml <<'END'
            %sEND
            (umask 077; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
              -keyout /etc/sluice/privkey.pem -out /etc/sluice/fullchain.pem -subj /CN=localhost -days 2)
            sed -i 's/^#LoadCredential/LoadCredential/' /etc/systemd/system/sluice.service
            ln -sf %s /usr/bin/java
            """;

    private static final String JUDGE =
            """
            for i in $(seq 120); do
              curl --silent --insecure --fail https://localhost/health && break
              sleep 0.5
            done
            curl --silent --insecure --fail https://localhost/health
            systemctl is-enabled sluice
            test "$(ps -o user= -p $(systemctl show sluice -p MainPID --value))" != root
            systemctl stop sluice
            test "$(systemctl show sluice -p Result --value)" = success
            test "$(systemctl show sluice -p ExecMainStatus --value)" = 0
            """;

    @TempDir Path directory;

    @Test
    void shouldInstallAndRunUnderSystemd() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/systemd-nspawn"))
                        && Files.isExecutable(Path.of("/lib/systemd/systemd")),
                "systemd-container is not installed");
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may boot");
        List<String> lines =
                Pages.commands().stream()
                        .filter(block -> block.page().equals(PAGE))
                        .map(Pages.Block::commands)
                        .filter(block -> block.stream().anyMatch(l -> l.startsWith("systemctl ")))
                        .findFirst()
                        .orElseThrow();
        int last = lines.size() - 1;
        Matcher yaml = Pattern.compile("(?s)```yaml\\n(.*?)```").matcher(Files.readString(PAGE));
        assertTrue(lines.get(last).startsWith("systemctl ") && yaml.find());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(
                directory.resolve("install.sh"),
                String.join("\n", lines.subList(0, last))
                        + "\n"
                        + OWN.formatted(Shell.SECRET, yaml.group(1), java)
                        + lines.get(last)
                        + "\n"
                        + JUDGE);
        try (var script = SystemdIT.class.getResourceAsStream("systemd.sh")) {
            Files.copy(Objects.requireNonNull(script), directory.resolve("systemd.sh"));
        }
        Shell.in(directory)
                .must("CLONE='" + Pages.ROOT + "' unshare --mount bash systemd.sh", "" + lines);
    }
}
