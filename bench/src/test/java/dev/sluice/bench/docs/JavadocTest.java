package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever others can name says what it is for; {@link Declarations} says the rules. */
class JavadocTest {

    private static final List<String> MODULES =
            List.of("media-core", "ice", "dtls-srtp", "rtp", "sfu", "signaling", "junit");

    /** The simulated network is published, although it stands among the tests. */
    private static final String TEST_KIT = "media-core/src/test/java/dev/sluice/mediacore/sim";

    private static Declarations read;

    @BeforeAll
    static void readSources() throws IOException {
        read = read(sources());
    }

    @Test
    void shouldSayWhatEveryPublicTypeAndMemberIsFor() {
        assertEquals(List.of(), read.silent);
        assertTrue(read.types > 400, "found only " + read.types + " types");
        assertTrue(read.members > 2_000, "found only " + read.members + " members");
    }

    @Test
    void shouldNameEveryExceptionThrown() {
        assertEquals(List.of(), read.unnamedExceptions);
    }

    @Test
    void shouldExplainToEmbeddersEveryNumberAndComponent() {
        assertEquals(List.of(), read.withoutMeaning);
    }

    @Test
    void shouldTellEmbeddersTheThreadOfEveryType() {
        assertEquals(List.of(), read.withoutThread);
    }

    @Test
    void shouldFindWhatLacksWords(@TempDir Path directory) throws IOException {
        String source =
                """
                package dev.sluice.sfu.api;

                /** Something that does something. */
                public class Sample {
                    public int silent;

                    /** Has two numbers. */
                    public void give(int height, int width) {
                        throw new IllegalArgumentException();
                    }

                    /** A pair. */
                    public record Pair(int first, boolean last) {}
                }
                """;
        Declarations found =
                read(List.of(Files.writeString(directory.resolve("Sample.java"), source)));
        String home = "dev.sluice.sfu.api.";
        assertEquals(List.of(home + "Sample.silent"), found.silent);
        assertEquals(
                List.of(home + "Sample#give: IllegalArgumentException"), found.unnamedExceptions);
        assertEquals(
                List.of(
                        home + "Sample#give: height",
                        home + "Sample#give: width",
                        home + "Pair: first",
                        home + "Pair: last"),
                found.withoutMeaning);
        assertEquals(List.of(home + "Sample"), found.withoutThread);
    }

    private static Declarations read(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assumeTrue(compiler != null, "this Java runs, but does not compile");
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        JavacTask task =
                (JavacTask)
                        compiler.getTask(
                                null,
                                files,
                                null,
                                List.of("-proc:none"),
                                null,
                                files.getJavaFileObjectsFromPaths(sources));
        Declarations declarations = new Declarations(DocTrees.instance(task));
        for (CompilationUnitTree unit : task.parse()) {
            declarations.add(unit);
        }
        return declarations;
    }

    private static List<Path> sources() throws IOException {
        List<Path> roots =
                new ArrayList<>(
                        MODULES.stream()
                                .map(m -> Pages.ROOT.resolve(m).resolve("src/main/java"))
                                .toList());
        roots.add(Pages.ROOT.resolve(TEST_KIT));
        List<Path> sources = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(f -> f.toString().matches(".*(?<!Test)\\.java")).forEach(sources::add);
            }
        }
        sources.sort(Comparator.comparing(file -> !file.endsWith("package-info.java")));
        return sources;
    }
}
