package dev.sluice.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one target under Jazzer: {@code TARGET [--minutes M] [JAZZER-FLAG...]}. What it learns stays
 * in {@code target/corpus}; an input that fails is left in {@code target/crashes}.
 */
public final class Main {

    private static final String INSTRUMENTED = "dev.sluice.**:org.ice4j.**:org.bouncycastle.tls.**";

    private Main() {}

    /** The first argument is the directory of this module. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(arguments));
        Path module = Path.of(words.remove(0));
        Target target = words.isEmpty() ? null : find(words.remove(0));
        if (target == null) {
            System.err.println("Usage: ./sluice fuzz TARGET [--minutes M] [JAZZER-FLAG...]");
            for (Target known : Target.values()) {
                System.err.println("  " + known.word());
            }
            System.exit(2);
            return;
        }
        int minutes = 5;
        if (words.size() >= 2 && words.get(0).equals("--minutes")) {
            minutes = Integer.parseInt(words.get(1));
            words.subList(0, 2).clear();
        }
        Path learnt = module.resolve("target/corpus/" + target.word());
        Path crashes = module.resolve("target/crashes/" + target.word());
        Files.createDirectories(learnt);
        Files.createDirectories(crashes);
        List<String> flags = new ArrayList<>();
        flags.add("--target_class=" + target.type().getName());
        flags.add("--instrumentation_includes=" + INSTRUMENTED);
        flags.add("--reproducer_path=" + crashes);
        flags.add("-artifact_prefix=" + crashes + "/");
        flags.add("-max_total_time=" + minutes * 60);
        flags.add("-timeout=10");
        flags.add("-rss_limit_mb=4096");
        flags.add("-print_final_stats=1");
        if (target == Target.SETTINGS) {
            // Its values name files, which an operator may.
            flags.add("--disabled_hooks=com.code_intelligence.jazzer.sanitizers.*");
        }
        flags.addAll(words);
        flags.add(learnt.toString());
        flags.add(module.resolve("src/test/resources/corpus/" + target.word()).toString());
        Jazzer.main(flags.toArray(String[]::new));
    }

    private static @Nullable Target find(String word) {
        for (Target target : Target.values()) {
            if (target.word().equals(word)) {
                return target;
            }
        }
        return null;
    }
}
