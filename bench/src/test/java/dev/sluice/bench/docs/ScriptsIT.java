package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.sfu.api.Permissions;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.auth.ApiKey;
import dev.sluice.signaling.auth.Grant;
import dev.sluice.signaling.auth.TokenIssuer;
import dev.sluice.signaling.browser.Chromium;
import dev.sluice.signaling.browser.Page;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of the pages run in a browser as they stand there, but for hosts. */
@EnabledIfSystemProperty(named = "sluice.long", matches = "true")
@Timeout(120)
class ScriptsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ApiKey KEY = new ApiKey("web", Shell.SECRET);

    private static SluiceServer media;
    private static SignalingServer open;
    private static SignalingServer guarded;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withAddresses(List.of(InetAddress.getLoopbackAddress())));
        open = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
        guarded =
                SignalingServer.start(
                        SignalingConfig.builder()
                                .port(0)
                                .address(InetAddress.getLoopbackAddress())
                                .keys(List.of(KEY))
                                .build(),
                        media);
        chromium = Chromium.launch("--allow-loopback-in-peer-connection");
    }

    @AfterAll
    static void stop() {
        chromium.close();
        guarded.close();
        open.close();
        media.close();
    }

    @Test
    void shouldRunWhatTheReadmeHasInAPage() {
        String script =
                "window.shown = []; const show = (...what) => window.shown.push(what);\n"
                        + script("README.md", 0);
        try (Page ada = page(open);
                Page grace = page(open)) {
            ada.run(script);
            grace.run(script);
            ada.until("shown.length === 2", PATIENCE);
            grace.until("shown.length === 2", PATIENCE);
        }
    }

    @Test
    void shouldRunWhatThePackageShows() {
        String host = "http://127.0.0.1:" + guarded.port() + "/";
        String before =
                """
                const token = '%s';
                window.media = {};
                const videoOf = ({ id }) => (window.media[id] ??= document.body.appendChild(
                    Object.assign(document.createElement('video'), { autoplay: true })));
                window.connected = [];
                const showDialog = (call) => (window.rings = call);
                const enter = (room) => window.connected.push(room);
                """;
        String room = script("signaling/npm/README.md", 0).replaceAll("https://[^/]+/", host);
        String phone = script("signaling/npm/README.md", 1).replaceAll("https://[^/]+/", host);
        try (Page ada = page(guarded);
                Page bob = page(guarded)) {
            ada.run(before.formatted(token("kitchen", "ada")) + room);
            bob.run(before.formatted(token("kitchen", "bob")) + room);
            bob.until("Object.values(media).some((each) => each.videoWidth > 0)", PATIENCE);
            bob.run(
                    before.formatted(token("", "bob"))
                            + phone.replaceAll("await phone\\.call.*", "window.phone = phone;"));
            ada.run(before.formatted(token("", "ada")) + phone);
            bob.until("window.rings", PATIENCE);
            bob.run("await phone.accept(rings);");
            ada.until("connected.length === 1", PATIENCE);
            bob.until("connected.length === 1", PATIENCE);
        }
    }

    /** The example's own program serves it. */
    @Test
    void shouldCallByTheSignallingOfTheExample(@TempDir Path directory) throws Exception {
        Path source =
                Pages.ROOT.resolve(
                        "examples/own-signalling/src/main/java/dev/sluice/examples/ownsignalling/OwnSignalling.java");
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                "-d",
                                directory.toString(),
                                source.toString());
        assertEquals(0, failed);
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> type = loader.loadClass("dev.sluice.examples.ownsignalling.OwnSignalling");
            int port = freePort();
            AutoCloseable example =
                    (AutoCloseable)
                            type.getConstructor(SluiceServer.class, int.class)
                                    .newInstance(media, port);
            try (Page ada = chromium.open("http://localhost:" + port + "/calls/")) {
                ada.run(
                        script("examples/own-signalling/README.md", 0)
                                + "\nwindow.connection = connection;");
                ada.until("connection.connectionState === 'connected'", PATIENCE);
            } finally {
                example.close();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private static Page page(SignalingServer server) {
        return chromium.open("http://127.0.0.1:" + server.port() + "/health");
    }

    /** A module as the body of a function. */
    private static String script(String page, int which) {
        return Pages.snippets(page, "js")
                .get(which)
                .replaceAll(
                        "import (\\{.*\\}) from '(?:/sluice-client.js|sluice-client)';",
                        "const $1 = await import('/sluice-client.js');");
    }

    private static String token(String room, String identity) {
        Grant grant =
                new Grant(room, identity, identity, Permissions.ALL, Instant.now().plusSeconds(600))
                        .withRights(true, false);
        return new TokenIssuer(KEY).issue(grant);
    }
}
