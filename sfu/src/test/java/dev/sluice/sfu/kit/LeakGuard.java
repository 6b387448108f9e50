package dev.sluice.sfu.kit;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails each test class that lost a buffer of Netty: one that was collected before it was released.
 * JUnit finds it by {@code META-INF/services}, so it watches all tests that have this kit; those
 * with the tag {@code timed} by samples only.
 */
public final class LeakGuard implements BeforeAllCallback, AfterAllCallback {

    /** Of a JVM of its own: report every lost buffer, and collect often enough to find them. */
    public static final List<String> JVM_FLAGS =
            List.of("-Dio.netty.leakDetection.level=paranoid", "-Xmn16m");

    private static final int LOOKS = 3;
    private static final long LOOK_MILLIS = 5;
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
    }

    /** To note each use of each buffer takes time, which tests that measure it do not have. */
    @Override
    public void beforeAll(ExtensionContext context) {
        boolean timed = context.getTags().contains("timed");
        ResourceLeakDetector.setLevel(
                timed ? ResourceLeakDetector.Level.SIMPLE : ResourceLeakDetector.Level.PARANOID);
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        List<String> leaks = collect();
        if (!leaks.isEmpty()) {
            throw new AssertionError("lost buffers:\n" + String.join("\n", leaks));
        }
    }

    /** Whether a line that a server printed tells of a lost buffer. */
    public static boolean isLeak(String line) {
        return line.contains("LEAK: ");
    }

    /** What was lost until now, each with where it was used; told once. */
    static List<String> collect() throws InterruptedException {
        System.gc();
        // The JVM queues what it collected on a thread of its own; Netty looks when it allocates.
        for (int i = 0; i < LOOKS; i++) {
            Thread.sleep(LOOK_MILLIS);
            allocate(ByteBufAllocator.DEFAULT);
            allocate(PooledByteBufAllocator.DEFAULT);
            allocate(UnpooledByteBufAllocator.DEFAULT);
        }
        List<String> told = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            told.add(leak);
        }
        return told;
    }

    private static void allocate(ByteBufAllocator allocator) {
        allocator.directBuffer(1).release();
        allocator.heapBuffer(1).release();
    }

    private static final class Detectors extends ResourceLeakDetectorFactory {

        @Override
        @SuppressWarnings("deprecation") // abstract, so it is to be there
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new Detector<>(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval) {
            return new Detector<>(resource, samplingInterval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {

        Detector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add(resourceType);
        }
    }
}
