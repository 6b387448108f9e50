package dev.sluice.signaling.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.sfu.net.LocalAddresses;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.kit.NpmClients;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WHIP and WHEP clients of others, each in a process of its own, publish and play in one room. */
@Timeout(300)
class InteropIT {

    private static final String PYTHON = "/usr/bin/python3";
    private static final Path SCRIPTS = Path.of("src", "test", "resources", "interop");

    private static SluiceServer media;
    private static SignalingServer signaling;

    @BeforeAll
    static void start() throws IOException {
        List<InetAddress> addresses =
                LocalAddresses.usable().stream().filter(a -> a.getAddress().length == 4).toList();
        assumeTrue(
                addresses.stream().anyMatch(a -> !a.isLoopbackAddress()),
                "some clients never use loopback, and there is no other IPv4 address");
        // One candidate: whip-whep's restart joins several with commas.
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(2)
                                .withAddresses(addresses.subList(0, 1)));
        signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
    }

    @AfterAll
    static void stop() {
        if (signaling != null) {
            signaling.close();
            media.close();
        }
    }

    @Test
    void shouldLetAiortcPublishAndPlay() throws Exception {
        assumeTrue(imports("aiortc"), "there is no aiortc: install python3-aiortc");
        List<String> said = run(PYTHON, SCRIPTS.resolve("aiortc_loop.py").toString(), base(), "a");
        assertPlaying(said);
    }

    @Test
    void shouldLetGstreamerPublishAndPlay() throws Exception {
        assumeTrue(
                imports(
                        "gi; gi.require_version('GstWebRTC', '1.0');"
                                + " from gi.repository import Gst; Gst.init(None);"
                                + " assert Gst.ElementFactory.find('nicesrc')"),
                "there is no webrtcbin for Python: install gstreamer1.0-plugins-bad,"
                        + " gstreamer1.0-nice, gir1.2-gst-plugins-bad-1.0 and python3-gi");
        List<String> said =
                run(PYTHON, SCRIPTS.resolve("gstreamer_loop.py").toString(), base(), "g");
        assertPlaying(said);
    }

    @Test
    void shouldLetWrtcAndWhipWhepPublishPlayTrickleAndRestart() throws Exception {
        Path modules = NpmClients.install();
        List<String> said =
                run(
                        "node",
                        SCRIPTS.resolve("wrtc_loop.mjs").toString(),
                        base(),
                        "w",
                        modules.toString());
        assertPlaying(said);
        assertTrue(said.stream().anyMatch(line -> line.startsWith("restarted ")), "" + said);
        assertEquals("patches 200 204", said.get(said.size() - 1), "" + said);
    }

    private static void assertPlaying(List<String> said) {
        String playing =
                said.stream()
                        .filter(line -> line.startsWith("playing "))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(String.join("\n", said)));
        String[] words = playing.split(" ");
        assertTrue(Integer.parseInt(words[1]) >= 30, playing);
        assertTrue(Integer.parseInt(words[2]) >= 50, playing);
    }

    private static String base() {
        return "http://127.0.0.1:" + signaling.port();
    }

    private static boolean imports(String module) throws Exception {
        if (!Files.isExecutable(Path.of(PYTHON))) {
            return false;
        }
        return NpmClients.run(
                Path.of("").toAbsolutePath(), List.of(PYTHON, "-c", "import " + module));
    }

    /** The lines that a client prints; it must end well. */
    private static List<String> run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        List<String> lines = new ArrayList<>();
        Thread watch =
                new Thread(() -> {
                    try {
                        if (!process.waitFor(120, TimeUnit.SECONDS)) {
                            process.destroyForcibly();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        watch.setDaemon(true);
        watch.start();
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .forEach(lines::add);
        assertEquals(0, process.waitFor(), String.join("\n", lines));
        return lines;
    }
}
