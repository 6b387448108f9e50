package dev.sluice.bench.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every type that others can name says what it is for; the Javadoc tool checks the rest. */
class JavadocTest {

    private static final List<String> MODULES =
            List.of("media-core", "ice", "dtls-srtp", "rtp", "sfu", "signaling", "junit");
    private static final String KIND = "(class|interface|@interface|record|enum) \\w+.*";
    private static final Pattern PUBLIC =
            Pattern.compile("\\s*public ((abstract|final|sealed|non-sealed|static) )*" + KIND);

    /** A type inside a public interface is public without saying so. */
    private static final Pattern INSIDE = Pattern.compile("    (sealed )?" + KIND);

    @Test
    void shouldSayWhatEveryPublicTypeIsFor() throws IOException {
        List<String> silent = new ArrayList<>();
        int types = 0;
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            boolean ofInterface =
                    lines.stream().anyMatch(l -> l.matches("public (sealed )?interface .*"));
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (PUBLIC.matcher(line).matches()
                        || (ofInterface && INSIDE.matcher(line).matches())) {
                    types++;
                    if (!hasComment(lines, i)) {
                        silent.add(Pages.ROOT.relativize(file) + ":" + (i + 1));
                    }
                }
            }
        }
        assertEquals(List.of(), silent);
        assertTrue(types > 400, "found only " + types + " types");
    }

    private static boolean hasComment(List<String> lines, int declaration) {
        int i = declaration - 1;
        while (lines.get(i).isBlank() || lines.get(i).strip().startsWith("@")) {
            i--;
        }
        return lines.get(i).strip().endsWith("*/");
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : MODULES) {
            Path root = Pages.ROOT.resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(f -> f.toString().endsWith(".java"))
                        .filter(f -> !f.endsWith("package-info.java"))
                        .forEach(sources::add);
            }
        }
        return sources;
    }
}
