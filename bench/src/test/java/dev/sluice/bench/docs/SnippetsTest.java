package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java of the pages compiles as it stands there, and the README's runs. */
@Timeout(300)
class SnippetsTest {

    /** What a reader has around a snippet. */
    private static final String AROUND =
            """
            import dev.sluice.rtp.codec.*;
            import dev.sluice.sfu.api.*;
            import dev.sluice.sfu.api.RejectedException.Code;
            import dev.sluice.sfu.negotiation.*;
            import dev.sluice.sfu.server.*;
            import dev.sluice.sfu.tap.*;
            import dev.sluice.signaling.auth.*;
            import dev.sluice.signaling.server.*;
            import dev.sluice.signaling.session.*;
            import dev.sluice.signaling.sdp.StandardCodecs;
            import io.micrometer.core.instrument.MeterRegistry;
            import io.netty.channel.Channel;
            import io.netty.channel.EventLoopGroup;
            import java.util.*;
            import java.util.concurrent.*;
            import org.slf4j.Logger;
            import org.slf4j.LoggerFactory;

            public class Snippet {
                interface Users { CompletionStage<Boolean> mayEnter(String identity, String room); }
                interface Recorder { void write(MediaFrame frame); }
                static Logger log = LoggerFactory.getLogger("snippet");
                static Executor executor;
                static MeterRegistry registry;
                static List<ApiKey> keys;
                static SluiceServer media;
                static SignalingConfig config;
                static EventLoopGroup eventLoops;
                static Channel channel;
                static Users users;
                static Recorder recorder;
                static Map<Object, Participant> participants;
                static Object session;
                static Participant participant;
                static RoomCommand command;
                static String room;
                static String publicationId;
                static String sessionId;
                static byte[] opusPacket;
                static long timestamp;
                static int level;
                static void tellClient(RoomEvent event) {}
                static void audit(ServerEvent event) {}
                static String sendToPeer(String offer) { return offer; }

                public static void run() throws Exception {
            %s
                }
            }
            """;

    @TempDir Path directory;

    @Test
    void shouldRunWhatTheReadmeShows() throws Exception {
        List<String> snippets = Pages.java("README.md");
        assertEquals(2, snippets.size());
        // A program to paste, and a fragment.
        String program = snippets.get(0).replaceAll("788[02]", "0");
        compile("Calls", program.replace("System.in.read();", ""));
        compile("Snippet", AROUND.formatted(snippets.get(1).replace("7882", "0")));
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass("Calls")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
            loader.loadClass("Snippet").getMethod("run").invoke(null);
        }
    }

    @Test
    void shouldCompileWhatThePageOnEmbeddingShows() throws Exception {
        List<String> snippets = Pages.java("docs/EMBEDDING.md");
        assertTrue(snippets.size() > 4, "found only " + snippets.size());
        for (String snippet : snippets) {
            compile("Snippet", AROUND.formatted(snippet));
        }
    }

    private void compile(String name, String text) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assumeTrue(compiler != null, "this Java runs, but does not compile");
        Path source = Files.writeString(directory.resolve(name + ".java"), text);
        StringWriter said = new StringWriter();
        String classes =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        boolean compiled =
                compiler.getTask(
                                said,
                                null,
                                null,
                                List.of("-proc:none", "-cp", classes, "-d", directory.toString()),
                                null,
                                compiler.getStandardFileManager(null, null, null)
                                        .getJavaFileObjects(source))
                        .call();
        assertTrue(compiled, text + "\n" + said);
    }
}
