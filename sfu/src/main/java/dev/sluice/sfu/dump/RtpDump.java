package dev.sluice.sfu.dump;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what transports send and receive, without encryption, into one pcap file each. A thread of
 * its own does the writing; what comes faster than the disk takes it is dropped and counted, so a
 * call never waits.
 */
public final class RtpDump implements AutoCloseable {

    private static final int QUEUED_PACKETS = 8_192;
    private static final long CLOSE_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(RtpDump.class);

    private final Path directory;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUED_PACKETS);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = new Thread(this::write, "sluice-dump");

    /** What the writing thread does next. */
    @FunctionalInterface
    private interface Entry {

        void write() throws IOException;
    }

    /** Makes the directory when it is not there. */
    public RtpDump(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Opens the file of one transport.
     *
     * @param name becomes the file's; other characters than letters, digits, - and _ are replaced
     * @param epochMicros the wall clock at monotonic 0, in microseconds since 1970
     */
    public DumpFile open(String name, long epochMicros) {
        String safe = name.replaceAll("[^A-Za-z0-9_-]", "_");
        return new DumpFile(directory.resolve(safe + ".pcap"), epochMicros);
    }

    /** Packets that were not written. */
    public long dropped() {
        return dropped.get();
    }

    /** Writes what is queued and ends. */
    @Override
    public void close() {
        writer.interrupt();
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (dropped.get() > 0) {
            LOG.warn(
                    "the RTP dump left out {} packets that came faster than they were written",
                    dropped);
        }
    }

    private void offer(Entry entry) {
        if (!queue.offer(entry)) {
            dropped.incrementAndGet();
        }
    }

    private void write() {
        try {
            while (true) {
                write(queue.take());
            }
        } catch (InterruptedException e) {
            Entry rest = queue.poll();
            while (rest != null) {
                write(rest);
                rest = queue.poll();
            }
        }
    }

    private void write(Entry entry) {
        try {
            entry.write();
        } catch (IOException e) {
            dropped.incrementAndGet();
            LOG.warn("the RTP dump cannot write into {}: {}", directory, e.getMessage());
        }
    }

    /**
     * One transport's file. Packets come from its loop; the stream belongs to the writing thread.
     */
    public final class DumpFile implements AutoCloseable {

        private final Path path;
        private final long epochMicros;
        private @Nullable OutputStream out;

        private DumpFile(Path path, long epochMicros) {
            this.path = path;
            this.epochMicros = epochMicros;
        }

        /**
         * Takes one packet; the bytes are copied.
         *
         * @param incoming from the peer
         */
        public void packet(long nowNanos, boolean incoming, byte[] data, int offset, int length) {
            byte[] record =
                    PcapFrame.record(
                            epochMicros + nowNanos / 1_000, incoming, data, offset, length);
            offer(() -> opened().write(record));
        }

        /** The transport ended. */
        @Override
        public void close() {
            offer(() -> {
                if (out != null) {
                    out.close();
                }
            });
        }

        private OutputStream opened() throws IOException {
            OutputStream open = out;
            if (open == null) {
                open = new BufferedOutputStream(Files.newOutputStream(path));
                open.write(PcapFrame.fileHeader());
                out = open;
            }
            return open;
        }
    }
}
