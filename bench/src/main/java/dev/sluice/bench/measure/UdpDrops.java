package dev.sluice.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Datagrams that the kernel dropped because a process did not read its sockets in time, from {@code
 * /proc} (Linux).
 */
public final class UdpDrops {

    private static final int INODE_FIELD = 9;

    private final Path proc;
    private final long pid;

    public UdpDrops(long pid) {
        this(Path.of("/proc"), pid);
    }

    UdpDrops(Path proc, long pid) {
        this.proc = proc;
        this.pid = pid;
    }

    /** Of all sockets that the process has open now, since each was opened. */
    public long count() throws IOException {
        Set<String> inodes = inodes();
        long drops = 0;
        for (String table : List.of("udp", "udp6")) {
            Path file = proc.resolve(Long.toString(pid)).resolve("net").resolve(table);
            if (!Files.isReadable(file)) {
                continue;
            }
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.trim().split(" +", -1);
                if (fields.length > INODE_FIELD + 2 && inodes.contains(fields[INODE_FIELD])) {
                    drops += Long.parseLong(fields[fields.length - 1]);
                }
            }
        }
        return drops;
    }

    private Set<String> inodes() throws IOException {
        Set<String> inodes = new HashSet<>();
        Path descriptors = proc.resolve(Long.toString(pid)).resolve("fd");
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : open) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        }
        return inodes;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // It was closed meanwhile.
        }
    }
}
