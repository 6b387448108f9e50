package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Podman builds and runs the container as docs/DEPLOYING.md says. The image that it begins with is
 * made here, of this Java: a test fetches nothing.
 */
@EnabledIfSystemProperty(named = "sluice.long", matches = "true")
@Timeout(300)
class ContainerIT {

    @TempDir Path directory;

    @Test
    void shouldBuildAndRunWithPodman() throws Exception {
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/podman")), "podman is not installed");
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may mount");
        assumeTrue(Files.isExecutable(jlink), "this Java has no jlink");
        Path jar = Files.createDirectories(directory.resolve("signaling/target"));
        Files.copy(Pages.ROOT.resolve("signaling/target/sluice.jar"), jar.resolve("sluice.jar"));
        Path file = Files.createDirectories(directory.resolve("deploy"));
        Files.copy(Pages.ROOT.resolve("deploy/Containerfile"), file.resolve("Containerfile"));
        try (var script = ContainerIT.class.getResourceAsStream("container.sh")) {
            Files.copy(script, directory.resolve("container.sh"));
        }
        String words =
                "export JAVA_HOME='%s' BUILD='%s' RUN='%s' SLUICE_KEY=web:%s SLUICE_ADMIN_TOKEN=%s\n"
                        .formatted(
                                System.getProperty("java.home"),
                                command("podman build .*"),
                                command("podman run .*"),
                                Shell.SECRET,
                                Shell.SECRET);
        try (Shell.Served container =
                Shell.in(directory).serve(words + "exec unshare --mount bash container.sh")) {
            String url = "http://127.0.0.1:" + container.port;
            Assertions.assertEquals(200, status(url + "/health", ""));
            // The secrets arrived.
            Assertions.assertEquals(401, status(url + "/api/v1/rooms", ""));
            Assertions.assertEquals(200, status(url + "/api/v1/rooms", Shell.SECRET));
            container.stop();
        }
    }

    private static int status(String url, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String command(String pattern) {
        return Pages.commands().stream()
                .flatMap(block -> block.commands().stream())
                .filter(line -> line.matches(pattern))
                .findFirst()
                .orElseThrow();
    }
}
