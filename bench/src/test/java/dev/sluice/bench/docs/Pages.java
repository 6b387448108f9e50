package dev.sluice.bench.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of a clone, and what stands in them to be copied. */
final class Pages {

    static final Path ROOT = root();
    static final Pattern FENCE = Pattern.compile("(?ms)^\\s*```(\\w*)\\n(.*?)^\\s*```");
    private static final Pattern INDENTED = Pattern.compile("(?m)(^ {4}.*\\n)+");

    private static final Pattern INLINE =
            Pattern.compile("(?<!`)`([^`\\n]+(?:\\n[^`\\n]+)?)`(?!`)");

    /** A bare name of a program is no command. */
    private static final Pattern WITHIN_A_SENTENCE =
            Pattern.compile(
                    "\\./sluice \\w+ .+|\\./sluice (doctor|fuzz|test|serve)|examples/\\S+/run"
                            + "|(mvn|apt-get|printf|jcmd|sysctl|systemctl|podman) .+");

    /** What a line of shell begins with on our pages; diagrams and formulas do not. */
    private static final Pattern COMMAND =
            Pattern.compile(
                    "(\\./\\w+|examples/\\S+|mvn|java|javac|curl|export|install|systemctl|podman"
                            + "|docker|sysctl|jcmd|jfr|ffmpeg|apt|apt-get|git|openssl|npm|python3"
                            + "|sudo|kill|cd)( .*)?");

    private Pages() {}

    /** Commands that stand together on a page, each on one line. */
    record Block(Path page, List<String> commands) {

        Block {
            commands = List.copyOf(commands);
        }
    }

    static List<Path> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file ->
                            !ROOT.relativize(file)
                                    .toString()
                                    .matches("(.*/)?(target|node_modules|\\..*)/.*"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Every block of commands on every page, fenced as shell or indented, and each in a sentence.
     */
    static List<Block> commands() {
        List<Block> blocks = new ArrayList<>();
        for (Path page : all()) {
            String text = text(page);
            Matcher fence = FENCE.matcher(text);
            while (fence.find()) {
                if (fence.group(1).matches("sh|bash|shell|console")) {
                    blocks.add(new Block(page, lines(fence.group(2))));
                }
            }
            Matcher indented = INDENTED.matcher(FENCE.matcher(text).replaceAll(""));
            while (indented.find()) {
                List<String> lines = lines(indented.group());
                if (COMMAND.matcher(lines.get(0)).matches()) {
                    blocks.add(new Block(page, lines));
                }
            }
            Matcher inline = INLINE.matcher(FENCE.matcher(text).replaceAll(""));
            while (inline.find()) {
                String line = inline.group(1).replace('\n', ' ');
                if (WITHIN_A_SENTENCE.matcher(line).matches()) {
                    blocks.add(new Block(page, List.of(line)));
                }
            }
        }
        return blocks;
    }

    /** Java that stands on a page, in its order. */
    static List<String> java(String page) {
        return snippets(page, "java");
    }

    /** What stands on a page in that language, in its order. */
    static List<String> snippets(String page, String language) {
        List<String> snippets = new ArrayList<>();
        Matcher fence = FENCE.matcher(text(ROOT.resolve(page)));
        while (fence.find()) {
            if (fence.group(1).equals(language)) {
                snippets.add(fence.group(2));
            }
        }
        return snippets;
    }

    /** Without comments; what goes on behind a backslash is one line. */
    private static List<String> lines(String block) {
        String joined = block.replaceAll("\\\\\\n\\s*", "");
        return joined.lines()
                .map(line -> line.replaceAll("\\s+#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("ARCHITECTURE.md"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
