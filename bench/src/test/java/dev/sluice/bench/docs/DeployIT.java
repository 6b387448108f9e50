package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.signaling.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * What docs/DEPLOYING.md installs, without changing this machine: the unit is verified, and its
 * command runs as the unit says, as nobody on a file system that cannot be written; the container
 * file's instructions are done by hand; the kernel knows the settings.
 */
@Timeout(300)
class DeployIT {

    private static final Path PAGE = Pages.ROOT.resolve("docs/DEPLOYING.md");
    private static final Path UNIT = Pages.ROOT.resolve("deploy/sluice.service");
    private static final Path CONTAINER = Pages.ROOT.resolve("deploy/Containerfile");
    private static final String JAR = "/opt/sluice/sluice.jar";
    private static final long ASKED_BUFFER_BYTES = 4 << 20;

    @TempDir Path directory;

    private Shell shell;

    @BeforeEach
    void makeClone() throws Exception {
        shell = Shell.inClone(directory);
    }

    @Test
    void shouldVerifyAndEnableTheUnit() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd here");
        Path units = Files.createDirectories(directory.resolve("root/etc/systemd/system"));
        // With the lines for TLS, and this Java where there is none of the system's.
        String unit = Files.readString(UNIT).replace("#LoadCredential", "LoadCredential");
        Files.writeString(units.resolve("sluice.service"), unit.replace("/usr/bin/java", java()));
        Shell.Outcome verified =
                shell.run("systemd-analyze verify root/etc/systemd/system/sluice.service", 60);
        assertEquals(new Shell.Outcome(0, ""), verified);
        String enable = command("systemctl .*").replaceFirst(".*&& ", "").replace(" --now", "");
        shell.must(enable.replace("systemctl ", "systemctl --root=root "), enable);
        assertTrue(Files.isSymbolicLink(units.resolve("multi-user.target.wants/sluice.service")));
    }

    @Test
    void shouldRunTheUnitsCommand() throws Exception {
        boolean root = System.getProperty("user.name").equals("root");
        assumeTrue(
                !root || shell.run("unshare --mount --net true", 60).code() == 0,
                "this root may make no namespaces");
        Path etc = Files.createDirectories(directory.resolve("etc"));
        String installed = root ? "/mnt/" : etc + "/";
        Matcher yaml = Pattern.compile("(?s)```yaml\\n(.*?)```").matcher(Files.readString(PAGE));
        assertTrue(yaml.find());
        Files.copy(Pages.ROOT.resolve("signaling/target/sluice.jar"), etc.resolve("sluice.jar"));
        Files.writeString(etc.resolve("sluice.yaml"), moved(yaml.group(1), installed));
        Files.writeString(etc.resolve("secrets.env"), "SLUICE_KEY=web:" + Shell.SECRET + "\n");
        shell.must(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
                        + " -keyout etc/privkey.pem -out etc/fullchain.pem -subj /CN=localhost"
                        + " -days 2 2>/dev/null && chmod -R a+rX etc",
                "");
        String unit = Files.readString(UNIT);
        assertTrue(unit.contains("ProtectSystem=strict") && unit.contains("DynamicUser=yes"));
        String start = value(unit, "ExecStart").replaceFirst("^/usr/bin/java", java());
        String run = "exec " + asNobody(value(unit, "AmbientCapabilities")) + start;
        String script =
                root
                        ? "unset SLUICE_HTTP_PORT SLUICE_UDP_PORT SLUICE_TCP_PORT\n" + ownWorld(run)
                        : "exec " + start + " --http-port 0";
        String secrets = "set -a; . etc/secrets.env; set +a\n";
        try (Shell.Served server = shell.serve(secrets + moved(script, installed))) {
            assertTrue(!root || server.port.equals("443"), server.port);
            server.stop();
        }
    }

    private static String moved(String text, String installed) {
        return text.replaceAll("/(opt|etc|run/credentials)/sluice(\\.service)?/", installed);
    }

    /** Where only /tmp and /mnt are the program's, and the network is its own loopback. */
    private static String ownWorld(String run) {
        return "exec unshare --mount --net bash -euc '\n"
                + "ip link set lo up\n"
                + "mount -t tmpfs none /mnt\n"
                + "cp -r etc/. /mnt\n"
                + "mount -o remount,bind,ro /mnt\n"
                + "mount -t tmpfs none /tmp\n"
                + "mount -o remount,bind,ro /\n"
                + "cd /\n"
                + run
                + "'";
    }

    private static String asNobody(String capability) {
        String only = "-all,+" + capability.toLowerCase(Locale.ROOT).replaceFirst("cap_", "");
        return "setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --inh-caps="
                + only
                + " --ambient-caps="
                + only
                + " --bounding-set="
                + only
                + " ";
    }

    @Test
    void shouldDoWhatTheContainerFileSays() throws Exception {
        String file = Files.readString(CONTAINER);
        assertTrue(file.contains("\nARG BASE=eclipse-temurin:25-jre\nFROM ${BASE}\n"), file);
        String[] copy = instruction(file, "COPY").split(" ");
        assertEquals(JAR, copy[1]);
        assertTrue(Files.exists(Pages.ROOT.resolve(copy[0])), copy[0]);
        assertEquals(
                Setting.HTTP_PORT.defaultValue()
                        + "/tcp 7881/tcp "
                        + Setting.UDP_PORT.defaultValue()
                        + "/udp",
                instruction(file, "EXPOSE"));
        List<String> entry = new ArrayList<>(list(instruction(file, "ENTRYPOINT")));
        assertEquals("java", entry.get(0));
        assertTrue(entry.contains(copy[1]));
        String image = command("podman build .*").replaceFirst(".* -t (\\S+) .*", "$1");
        String given = command("podman run .*").replaceFirst(".* " + image + " (serve.*)", "$1");
        assertTrue(given.startsWith("serve"), given);
        entry.replaceAll(
                word -> word.equals(copy[1]) ? Pages.ROOT.resolve(copy[0]).toString() : word);
        for (String arguments : List.of(String.join(" ", list(instruction(file, "CMD"))), given)) {
            try (Shell.Served server =
                    shell.serve("exec " + String.join(" ", entry) + " " + arguments)) {
                server.stop();
            }
        }
    }

    @Test
    void shouldNameSettingsThatTheKernelKnows() {
        String[] words = command("sysctl .*").split(" ");
        assertEquals("-w", words[1]);
        assertTrue(words.length > 2);
        for (String setting : List.of(words).subList(2, words.length)) {
            String[] parts = setting.split("=");
            assertTrue(Long.parseLong(parts[1]) >= ASKED_BUFFER_BYTES, setting);
            Path file = Path.of("/proc/sys", parts[0].replace('.', '/'));
            // A network of a container's own does not show all of them.
            assumeTrue(Files.exists(file.resolveSibling("netdev_max_backlog")));
            assertTrue(Files.exists(file), file.toString());
        }
    }

    /** For a moment, because every program on the machine shares them. */
    @Test
    @EnabledIfSystemProperty(named = "sluice.long", matches = "true")
    void shouldSetThem() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may");
        String line = command("sysctl .*");
        String names = line.replaceFirst("sysctl -w ", "").replaceAll("=\\S+", "");
        String before = shell.run("sysctl " + names, 60).output().replace(" = ", "=");
        assumeTrue(shell.run("sysctl -w " + before.replace('\n', ' '), 60).code() == 0, before);
        try {
            shell.must(line, line);
            String after = shell.run("sysctl " + names, 60).output();
            assertEquals(
                    line.replaceFirst("sysctl -w ", ""),
                    after.strip().replace(" = ", "=").replace('\n', ' '));
        } finally {
            shell.must("sysctl -w " + before.replace('\n', ' '), before);
        }
    }

    private static String command(String pattern) {
        return Pages.commands().stream()
                .filter(block -> block.page().equals(PAGE))
                .flatMap(block -> block.commands().stream())
                .filter(line -> line.matches(pattern))
                .findFirst()
                .orElseThrow();
    }

    private static String value(String unit, String key) {
        Matcher line = Pattern.compile("(?m)^" + key + "=(.*)$").matcher(unit);
        assertTrue(line.find(), key);
        return line.group(1);
    }

    private static String instruction(String file, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + " (.*)$").matcher(file);
        assertTrue(line.find(), name);
        return line.group(1);
    }

    private static List<String> list(String json) {
        return Stream.of(JsonMapper.shared().readValue(json, String[].class)).toList();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
