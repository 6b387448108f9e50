package dev.sluice.signaling.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret in the first line of a file, read anew when the file changes, so that it can be
 * rotated while calls go on. Never shows itself. Thread-safe.
 */
public final class TurnSecret implements Supplier<String> {

    static final int MIN_CHARACTERS = 16;

    private static final int MAX_BYTES = 4096;
    private static final Logger LOG = LoggerFactory.getLogger(TurnSecret.class);

    private final Path file;
    private volatile Read last;

    private record Read(@Nullable FileTime modified, String secret) {

        @Override
        public String toString() {
            return "(a secret)";
        }
    }

    /**
     * Reads the file for the first time.
     *
     * @throws IllegalArgumentException with the remedy
     */
    public TurnSecret(Path file) {
        this.file = file;
        this.last = read();
    }

    /** The secret of this moment; the last good one while the file is missing or bad. */
    @Override
    public String get() {
        try {
            if (!Files.getLastModifiedTime(file).equals(last.modified)) {
                last = read();
                LOG.info("the TURN secret was read anew");
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("the TURN secret stays as it was: {}", e.getMessage());
        }
        return last.secret;
    }

    /** Whether a text can be the secret; the remedy when it cannot. */
    static String check(String secret) {
        if (secret.length() < MIN_CHARACTERS) {
            throw new IllegalArgumentException(
                    "give at least "
                            + MIN_CHARACTERS
                            + " characters, the same as static-auth-secret of the TURN server");
        }
        return secret;
    }

    private Read read() {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException("it is too long for a secret");
            }
            String secret = Files.readString(file).lines().findFirst().orElse("").strip();
            return new Read(modified, check(secret));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "there is no such file, or it cannot be read; check path and rights", e);
        }
    }

    @Override
    public String toString() {
        return "secret of " + file;
    }
}
