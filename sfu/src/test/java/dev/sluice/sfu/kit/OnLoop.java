package dev.sluice.sfu.kit;

import dev.sluice.sfu.net.MediaLoop;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Does something on a media loop, and waits until it is done; what it throws is thrown. */
public final class OnLoop {

    private static final long PATIENCE_SECONDS = 60;

    private OnLoop() {}

    /** What is done. */
    @FunctionalInterface
    public interface Task {

        void run() throws Exception;
    }

    /** Without a result. */
    public static void run(MediaLoop loop, Task task) throws Exception {
        Object unused =
                call(
                        loop,
                        () -> {
                            task.run();
                            return loop;
                        });
    }

    /** With one. */
    public static <T> T call(MediaLoop loop, Callable<T> task) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
