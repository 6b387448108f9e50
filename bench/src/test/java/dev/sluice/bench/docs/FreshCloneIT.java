package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pages say to build, in a copy of the clone where nothing is built yet: Maven's commands
 * as they stand there, the examples, the project of the README, a fuzzer. Sluice is installed into
 * a local repository beside it; what others made is copied from the usual one where it is there.
 */
@EnabledIfSystemProperty(named = "sluice.long", matches = "true")
@EnabledOnOs(OS.LINUX)
@Timeout(5_400)
class FreshCloneIT {

    private static final long PATIENCE_SECONDS = 1_800;

    /** Where a program says that it serves. */
    private static final String SAID =
            "$(grep -oE '(localhost:|port )[0-9]{4}' program.log | grep -oE '[0-9]+')";

    /** Starts a program in a network where every port is free, asks it where it serves, ends it. */
    private static final String PROGRAM =
            """
            set -m
            ip link set lo up
            sleep 300 | %s >program.log 2>&1 &
            for i in $(seq 240); do
              for port in %s; do
                if curl --silent --output /dev/null http://localhost:$port/; then
                  kill %%1
                  exit 0
                fi
              done
              sleep 0.5
            done
            cat program.log
            exit 1
            """;

    @TempDir Path directory;

    private final Set<String> ran = new LinkedHashSet<>();
    private Path clone;
    private Shell shell;

    @Test
    void shouldDoAllThatThePagesSay() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root makes a network");
        copy();
        // Builds, for longer than a server may take to start.
        run("./sluice --version");
        try (Shell.Served server = shell.serve("exec ./sluice serve")) {
            server.stop();
        }
        run("mvn install -DskipTests");
        shell.must(
                "ffmpeg -v error -f lavfi -i testsrc=d=1:r=25 -f lavfi -i sine=d=1"
                        + " -c:v mpeg4 -c:a aac film.mp4",
                "");
        commands("ffmpeg .*").forEach(this::run);
        List<String> programs = commands("mvn -pl examples/.* exec:java .*");
        assertTrue(programs.size() > 3, programs.toString());
        for (String program : programs) {
            program(shell, program, SAID);
        }
        String pasted = commands("mvn compile exec:java .*").get(0);
        program(Shell.in(paste()), pasted, "7880");
        List<String> others = commands("(?!mvn verify$)mvn .*");
        others.removeAll(ran);
        others.forEach(this::run);
        assertEquals(2, shell.run("./sluice fuzz", PATIENCE_SECONDS).code());
        // Of two bounds the last one holds.
        run(commands("\\./sluice fuzz .+").get(0) + " -max_total_time=3");
    }

    /** What is committed or would be, without what was built. */
    private void copy() throws Exception {
        clone = Files.createDirectories(directory.resolve("clone"));
        shell = Shell.in(clone);
        // A package of ours is called target, too.
        shell.must(
                "tar --no-wildcards-match-slash --exclude=./target --exclude='./*/target'"
                        + " --exclude='./*/*/target' --exclude=./.git --exclude=node_modules -C '"
                        + Pages.ROOT
                        + "' -c . | tar -x",
                "");
        settings(clone);
    }

    /** A local repository of our own for the Maven of that project. */
    private void settings(Path project) throws IOException {
        Path cache = Path.of(System.getProperty("user.home"), ".m2");
        String repository =
                "<id>cache</id><url>file://" + cache.resolve("repository").toString() + "</url>";
        Path settings = directory.resolve("settings.xml");
        Files.writeString(
                settings,
                """
                <settings>
                  <profiles><profile><id>cache</id>
                    <repositories><repository>%1$s<snapshots><enabled>false</enabled></snapshots></repository></repositories>
                    <pluginRepositories><pluginRepository>%1$s</pluginRepository></pluginRepositories>
                  </profile></profiles>
                  <activeProfiles><activeProfile>cache</activeProfile></activeProfiles>
                </settings>
                """
                        .formatted(repository));
        String flag = Files.exists(cache.resolve("settings.xml")) ? "-gs" : "-s";
        Path local = directory.resolve("repository");
        Files.writeString(
                Files.createDirectories(project.resolve(".mvn")).resolve("maven.config"),
                flag + "\n" + settings + "\n-Dmaven.repo.local=" + local + "\n");
    }

    /** The project that the README makes, beside the clone. */
    private Path paste() throws Exception {
        Path project = Files.createDirectories(directory.resolve("pasted"));
        Path sources = Files.createDirectories(project.resolve("src/main/java"));
        Files.writeString(sources.resolve("Calls.java"), Pages.java("README.md").get(0));
        Matcher xml =
                Pattern.compile("(?s)```xml\\n(.*?)```")
                        .matcher(Files.readString(clone.resolve("README.md")));
        assertTrue(xml.find());
        // Of Maven's plugins those that the cache has.
        String outside = Files.readString(clone.resolve("examples/outside/pom.xml"));
        String plugins = outside.substring(outside.indexOf("<build>"), outside.indexOf("</build>"));
        String exec = Files.readString(clone.resolve("pom.xml"));
        Matcher version =
                Pattern.compile("exec-maven-plugin</artifactId>\\s+(<version>.*)\\n").matcher(exec);
        assertTrue(version.find());
        Files.writeString(
                project.resolve("pom.xml"),
                "<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId>"
                        + "<artifactId>pasted</artifactId><version>1</version>\n"
                        + xml.group(1)
                        + plugins.replace(
                                "</plugins>",
                                "<plugin><groupId>org.codehaus.mojo</groupId>"
                                        + "<artifactId>exec-maven-plugin</artifactId>"
                                        + version.group(1)
                                        + "</plugin></plugins>")
                        + "</build></project>\n");
        settings(project);
        return project;
    }

    private void run(String command) {
        try {
            Shell.Outcome outcome = shell.run(command + " </dev/null", PATIENCE_SECONDS);
            assertEquals(0, outcome.code(), command + "\n" + outcome.output());
            ran.add(command);
        } catch (Exception e) {
            throw new AssertionError(command, e);
        }
    }

    private void program(Shell there, String command, String ports) throws Exception {
        // Maven may have to fetch the plugin and what the project needs, by another network.
        String all = command.replaceFirst("exec:java.*", "exec:help dependency:resolve");
        Shell.Outcome fetched = there.run(all, PATIENCE_SECONDS);
        assertEquals(0, fetched.code(), fetched.output());
        Path script = directory.resolve("program.sh");
        Files.writeString(script, PROGRAM.formatted(command, ports));
        Shell.Outcome outcome = there.run("unshare --net bash " + script, PATIENCE_SECONDS);
        assertEquals(0, outcome.code(), command + "\n" + outcome.output());
        ran.add(command);
    }

    private static List<String> commands(String pattern) {
        return Pages.commands().stream()
                .flatMap(block -> block.commands().stream())
                .filter(line -> line.matches(pattern))
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
