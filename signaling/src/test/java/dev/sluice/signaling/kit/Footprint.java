package dev.sluice.signaling.kit;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What this JVM holds of the system for servers and clients.
 *
 * @param threads names of the live ones that are ours, without those of handshakes
 * @param handshakes live threads of handshakes; a pool keeps them for 10 s
 * @param sockets descriptors of sockets, and of what waits for them
 * @param directBytes of Netty, pooled ones that are free included
 */
public record Footprint(List<String> threads, long handshakes, long sockets, long directBytes) {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Whether this system tells of descriptors. */
    public static boolean isKnown() {
        return Files.isDirectory(DESCRIPTORS);
    }

    /** The one of now. */
    public static Footprint now() {
        List<String> all =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(Thread::isAlive)
                        .map(Thread::getName)
                        .sorted()
                        .toList();
        return new Footprint(
                all.stream().filter(name -> name.startsWith("sluice-")).toList(),
                all.stream().filter(name -> name.startsWith("dtls-handshake")).count(),
                descriptors(),
                directMemory());
    }

    /** Heap in use once what nobody holds is collected. */
    public static long heapBytes() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(20);
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** Waits until the present one passes, for 30 s; the last one that was seen. */
    public static Footprint await(Predicate<Footprint> passes) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        Footprint now = now();
        while (!passes.test(now) && System.nanoTime() - deadline < 0) {
            Thread.sleep(20);
            now = now();
        }
        return now;
    }

    /** Whether it holds no more than that, but for some direct memory; handshakes apart. */
    public boolean isWithin(Footprint other, long directBytesMore) {
        List<String> more = new ArrayList<>(threads);
        other.threads.forEach(more::remove);
        return more.isEmpty()
                && sockets <= other.sockets
                && directBytes <= other.directBytes + directBytesMore;
    }

    private static long descriptors() {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(Footprint::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            String to = Files.readSymbolicLink(descriptor).toString();
            return to.startsWith("socket:") || to.startsWith("anon_inode:");
        } catch (IOException gone) {
            return false;
        }
    }

    private static long directMemory() {
        long used = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        return ByteBufAllocator.DEFAULT != PooledByteBufAllocator.DEFAULT
                        && ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider other
                ? used + other.metric().usedDirectMemory()
                : used;
    }
}
