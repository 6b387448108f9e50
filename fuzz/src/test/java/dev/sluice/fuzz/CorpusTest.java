package dev.sluice.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every committed input, every truncation of it, and some mutants of it, through its target: what
 * the fuzzer once found does not come back. Longer runs: {@code ./sluice fuzz}.
 */
class CorpusTest {

    private static final Path CORPUS = Path.of("src/test/resources/corpus");

    /** Mutants of all seeds of a target together. */
    private static final int MUTANTS = 500;

    private static final int MAX_TRUNCATIONS = 300;

    @ParameterizedTest
    @EnumSource
    void shouldSurviveItsCorpus(Target target) {
        List<byte[]> seeds = seeds(target);
        assertFalse(seeds.isEmpty(), "a target has seeds");
        Random random = new Random(9);
        for (byte[] seed : seeds) {
            feed(target, seed);
            int step = 1 + seed.length * seeds.size() / MAX_TRUNCATIONS;
            for (int length = 0; length < seed.length; length += step) {
                feed(target, Arrays.copyOf(seed, length));
            }
            for (int i = 0; i < MUTANTS / seeds.size(); i++) {
                feed(target, mutant(seed, random));
            }
        }
    }

    private static void feed(Target target, byte[] data) {
        try {
            target.feed(data);
        } catch (RuntimeException | Error e) {
            fail(target + " fails on " + HexFormat.of().formatHex(data), e);
        }
    }

    private static byte[] mutant(byte[] seed, Random random) {
        byte[] data = Arrays.copyOf(seed, seed.length + random.nextInt(4));
        for (int i = random.nextInt(4); i >= 0 && data.length > 0; i--) {
            data[random.nextInt(data.length)] = (byte) random.nextInt();
        }
        return data;
    }

    private static List<byte[]> seeds(Target target) {
        try (Stream<Path> files = Files.list(CORPUS.resolve(target.word()))) {
            List<byte[]> seeds = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
            return seeds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
