package dev.sluice.sfu.server;

import dev.sluice.sfu.api.ClientReport;
import dev.sluice.sfu.api.ClientReport.ReceivedReport;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.explain.ClientTrace;
import dev.sluice.sfu.history.SampleTable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a participant's client says of itself: the newest report, and five minutes of what matters
 * of those before. Owned by the room's loop.
 */
final class ClientReports {

    /** Clients send one each 5 s; some of that is left for the network's jitter. */
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(4);

    private static final int SAMPLES = 60;
    private static final int MAX_STREAMS = 32;

    private final SampleTable received =
            new SampleTable(
                    SAMPLES,
                    MAX_STREAMS,
                    List.of("fps", "framesDropped", "freezes", "freezeMillis", "concealedPercent"));
    private @Nullable ClientReport latest;
    private long latestNanos;

    /**
     * Takes a report.
     *
     * @throws RejectedException LIMIT when it comes too soon after the one before
     */
    void add(long nowNanos, ClientReport report) {
        if (latest != null && nowNanos - latestNanos < LEAST_NANOS) {
            throw new RejectedException(
                    Code.LIMIT, "one report each 5 s is taken: try again in a few seconds");
        }
        latest = report;
        latestNanos = nowNanos;
        received.next();
        for (ReceivedReport each : report.received()) {
            double[] values = {
                each.fps(),
                each.framesDropped(),
                each.freezes(),
                each.freezeMillis(),
                each.concealedPercent()
            };
            for (int column = 0; column < values.length; column++) {
                received.put(each.publicationId(), 0, column, values[column]);
            }
        }
    }

    ClientTrace trace(long nowNanos) {
        long age = latest == null ? 0 : TimeUnit.NANOSECONDS.toMillis(nowNanos - latestNanos);
        return new ClientTrace(latest, age, received.read());
    }

    /** What the client says of now; null for nothing. */
    @Nullable ClientReport fresh(long nowNanos) {
        return trace(nowNanos).fresh();
    }
}
