package dev.sluice.bench.load;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run found.
 *
 * @param participants that were to join
 * @param connected that did
 * @param overTcp of these, whose media went over TCP at the end
 * @param receivers of those who connected, who receive
 * @param silentReceivers of these, who got no packet while it counted
 * @param failures why joins failed or connections broke, each reason once
 * @param seconds for which packets counted
 * @param delays from the sender's stamp to the receiver's socket read, in nanoseconds,
 *     retransmissions aside
 * @param joins from the first byte to keys, in nanoseconds
 * @param firstMedia from the first byte to the first packet of somebody's media, in nanoseconds
 * @param server null without its process id
 */
public record LoadResult(
        int participants,
        int connected,
        int overTcp,
        int receivers,
        int silentReceivers,
        List<String> failures,
        double seconds,
        Counts counts,
        Histogram delays,
        Histogram joins,
        Histogram firstMedia,
        @Nullable ServerCost server,
        ClientHealth client,
        List<Sample> samples) {

    /** A count that a run with sampling cannot have. */
    public static final long UNKNOWN = -1;

    public LoadResult {
        failures = List.copyOf(failures);
        samples = List.copyOf(samples);
    }

    /**
     * Packets that all receivers got together.
     *
     * @param packets media packets, each once for each receiver
     * @param bytes of their datagrams
     * @param authenticated of these packets, those that were authenticated and decrypted
     * @param recovered of these, those that came by retransmission
     * @param lost numbers of the received streams that never came
     * @param missing packets of a layer between the first and the last that came of it, that never
     *     came: lost, or withheld by the server; UNKNOWN with sampling, as are the next three
     */
    public record Counts(
            long packets,
            long bytes,
            long authenticated,
            long recovered,
            long lost,
            long missing,
            long duplicates,
            long reordered,
            long switches) {

        public double lossPercent() {
            return packets + lost == 0 ? 0 : 100.0 * lost / (packets + lost);
        }
    }

    /**
     * What it cost the server.
     *
     * @param cpuNanos user and system time while packets counted
     * @param compilerNanos of that, what a JVM spent on compiling; {@link #NO_COMPILER}
     * @param idleBytes resident before the first join
     * @param loadedBytes resident at the end
     * @param droppedDatagrams that its sockets had no room for
     * @param startNanos from its start to health; -1 when it ran already
     */
    public record ServerCost(
            long cpuNanos,
            long compilerNanos,
            long idleBytes,
            long loadedBytes,
            long droppedDatagrams,
            long startNanos) {

        /** The {@code compilerNanos} of what is no JVM. */
        public static final long NO_COMPILER = -1;
    }

    /** One second of the run. */
    public record Sample(
            double second,
            int connected,
            double packetsPerSecond,
            double megabitsPerSecond,
            double delayMedianMillis,
            double delay99Millis,
            double serverCores,
            double serverMicrosPerPacket,
            double clientCores) {}
}
