package dev.sluice.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the harness itself did while packets counted, and before that while people joined.
 *
 * @param cores that it used; of its loops, where they poll, only the time in which they found work
 * @param threads of its network loops
 * @param polls whether these look for packets all the time
 * @param worstLoopNanos how late a loop came to its work at worst
 * @param worstSendNanos how late a packet left its source at worst
 * @param droppedDatagrams that its sockets had no room for
 * @param socketFull datagrams that could not be sent
 * @param joinCores that it used while people joined
 */
public record ClientHealth(
        double cores,
        int threads,
        boolean polls,
        long worstLoopNanos,
        long worstSendNanos,
        long droppedDatagrams,
        long socketFull,
        double joinCores) {

    private static final double BUSY = 0.9;
    private static final long LATE_NANOS = 100_000_000L;

    /** Whether it had no time left while people joined, so that they waited for it too. */
    public boolean joinsWaited() {
        return joinCores > BUSY * threads;
    }

    /** Why the figures are the harness's and not the server's; empty when it kept up. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (cores > BUSY * threads) {
            complaints.add(
                    String.format(
                            Locale.ROOT,
                            "it used %.2f cores for %d threads: give it more --client-threads, or authenticate fewer packets",
                            cores,
                            threads));
        }
        if (droppedDatagrams > 0) {
            complaints.add(droppedDatagrams + " datagrams overflowed its sockets");
        }
        if (socketFull > 0) {
            complaints.add(socketFull + " datagrams found its send queues full");
        }
        if (worstSendNanos > LATE_NANOS) {
            complaints.add("a packet left its source " + worstSendNanos / 1_000_000 + " ms late");
        }
        if (worstLoopNanos > LATE_NANOS) {
            complaints.add("its loops were held up for " + worstLoopNanos / 1_000_000 + " ms");
        }
        return complaints;
    }
}
