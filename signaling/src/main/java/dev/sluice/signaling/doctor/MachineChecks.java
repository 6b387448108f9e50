package dev.sluice.signaling.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Java runtime, its limits, and what the kernel offers. */
final class MachineChecks {

    /** The socket buffers that the media sockets ask for. */
    private static final long SOCKET_BUFFER_BYTES = 4 << 20;

    private static final long MIN_HEAP_BYTES = 256L << 20;
    private static final long MEGABYTE = 1L << 20;

    /** Descriptors beside those of connections: sockets of the loops, files, the JVM's own. */
    private static final long OTHER_DESCRIPTORS = 256;

    private final Path proc;
    private final int maxConnections;

    /**
     * Checks of this machine.
     *
     * @param proc where the kernel tells of itself, {@code /proc}
     * @param maxConnections that the server may have
     */
    MachineChecks(Path proc, int maxConnections) {
        this.proc = proc;
        this.maxConnections = maxConnections;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(memory(Runtime.getRuntime().maxMemory()));
        findings.add(descriptors());
        findings.add(Epoll.isAvailable() ? epoll() : noEpoll(Epoll.unavailabilityCause()));
        if (Epoll.isAvailable()) {
            findings.add(segmentation(EpollDatagramChannel.isSegmentedDatagramPacketSupported()));
        }
        findings.add(buffers("rmem_max", "receive"));
        findings.add(buffers("wmem_max", "send"));
        return findings;
    }

    private static Finding java() {
        return Finding.ok(
                "java",
                Runtime.version()
                        + " on "
                        + Runtime.getRuntime().availableProcessors()
                        + " processors");
    }

    static Finding memory(long heap) {
        String size = heap / MEGABYTE + " MiB of heap";
        return heap >= MIN_HEAP_BYTES
                ? Finding.ok("memory", size)
                : Finding.note(
                        "memory",
                        size + " is little",
                        "give the process more, or set SLUICE_JAVA_OPTS=-Xmx512m");
    }

    private Finding descriptors() {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean system)) {
            return Finding.skipped("open files", "this system has no such limit to read");
        }
        return descriptors(system.getMaxFileDescriptorCount());
    }

    Finding descriptors(long limit) {
        long wanted = maxConnections + OTHER_DESCRIPTORS;
        return limit >= wanted
                ? Finding.ok("open files", limit + " allowed")
                : Finding.note(
                        "open files",
                        limit
                                + " allowed, but --max-connections lets in "
                                + maxConnections
                                + ": further ones would fail",
                        "raise the limit (ulimit -n "
                                + 2 * wanted
                                + ", or LimitNOFILE= of the service), or lower --max-connections");
    }

    private static Finding epoll() {
        return Finding.ok("epoll", "each media thread has a socket of its own");
    }

    static Finding noEpoll(@Nullable Throwable cause) {
        return Finding.note(
                "epoll",
                "not to be had ("
                        + (cause == null ? "no reason given" : String.valueOf(cause.getMessage()))
                        + "): one thread receives for all",
                "run on Linux, x86-64 or arm64, and let the process load native code from its"
                        + " temporary directory (it must not be mounted noexec)");
    }

    static Finding segmentation(boolean supported) {
        return supported
                ? Finding.ok("UDP segmentation", "the kernel sends bursts in one call")
                : Finding.note(
                        "UDP segmentation",
                        "this kernel has none: each packet costs a call",
                        "use Linux 4.18 or newer");
    }

    private Finding buffers(String name, String direction) {
        String what = "UDP " + direction + " buffer";
        Path file = proc.resolve("sys/net/core").resolve(name);
        // The kernel gives such a file in one read, and Files.readString begins with a single byte.
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            long bytes = Long.parseLong(String.valueOf(reader.readLine()).strip());
            return bytes > 0
                    ? buffer(what, name, bytes)
                    : Finding.skipped(what, "this kernel tells no limit in " + file);
        } catch (IOException | NumberFormatException e) {
            return Finding.skipped(what, "the limit cannot be read in " + file);
        }
    }

    private static Finding buffer(String what, String name, long bytes) {
        return bytes >= SOCKET_BUFFER_BYTES
                ? Finding.ok(what, bytes / 1024 + " KiB allowed")
                : Finding.note(
                        what,
                        bytes / 1024
                                + " KiB allowed, "
                                + SOCKET_BUFFER_BYTES / 1024
                                + " wanted: bursts of large rooms would be lost",
                        "as root: sysctl -w net.core." + name + "=" + SOCKET_BUFFER_BYTES);
    }
}
