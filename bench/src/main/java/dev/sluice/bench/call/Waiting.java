package dev.sluice.bench.call;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Blocks a recipe's thread until something is so. */
public final class Waiting {

    /** For what is not measured: long enough for a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long POLL_MILLIS = 2;

    private Waiting() {}

    /**
     * The result of a stage.
     *
     * @throws IOException when it failed, or took longer than {@link #PATIENCE}
     */
    public static <T> T get(CompletionStage<T> stage) throws IOException, InterruptedException {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    /** Waits for a condition, at most so long; how long it took in nanoseconds, -1 when in vain. */
    public static long until(BooleanSupplier condition, Duration longest)
            throws InterruptedException {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > longest.toNanos()) {
                return -1;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return System.nanoTime() - begin;
    }

    /**
     * Waits for what has to come.
     *
     * @param what it is
     * @throws IOException when it did not come
     */
    public static void require(BooleanSupplier condition, String what)
            throws IOException, InterruptedException {
        if (until(condition, PATIENCE) < 0) {
            throw new IOException("waited " + PATIENCE.toSeconds() + " s in vain for " + what);
        }
    }
}
