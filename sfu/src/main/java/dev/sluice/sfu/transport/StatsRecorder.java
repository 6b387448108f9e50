package dev.sluice.sfu.transport;

import dev.sluice.mediacore.time.TimerGrid;
import dev.sluice.rtp.cc.CongestionController;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.forward.SlotSender;
import dev.sluice.rtp.stream.EncodingStats;
import dev.sluice.rtp.stream.RtpReceiver;
import dev.sluice.sfu.alloc.Rung;
import dev.sluice.sfu.api.StatsHistory;
import dev.sluice.sfu.api.StatsHistory.StreamHistory;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.Slot;
import dev.sluice.sfu.history.SampleTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Samples a transport every 2 s and keeps five minutes of that. Allocates a little for each sample,
 * and nothing per packet. Owned by the transport's loop.
 */
final class StatsRecorder {

    private static final long PERIOD_NANOS = 2_000_000_000L;
    private static final int SAMPLES = 150;
    private static final int MAX_STREAMS = 64;

    /** "Lately" is that many samples: 10 s. */
    private static final int LATELY = 5;

    private static final int PACKETS = 1;
    private static final int LOST = 2;

    private record Encoding(String publicationId, int encoding) {}

    private record Count(long packets, long lost) {}

    private final SampleTable path =
            new SampleTable(
                    SAMPLES,
                    1,
                    List.of(
                            "estimateBps",
                            "ackedBps",
                            "sentBps",
                            "lossPermille",
                            "queueDelayMillis",
                            "roundTripMillis"));
    private final SampleTable received =
            new SampleTable(SAMPLES, MAX_STREAMS, List.of("bps", "height", "fps"));
    private final SampleTable sent =
            new SampleTable(
                    SAMPLES, MAX_STREAMS, List.of("bps", "packets", "lost", "jitterMillis"));
    private Map<Encoding, Count> counts = new HashMap<>();
    private long nextNanos = Long.MIN_VALUE;

    /** Takes a sample when one is due; {@code tracks} are what the peer publishes. */
    void sample(
            long nowNanos,
            Downlink downlink,
            RtpReceiver receiver,
            List<Slot> slots,
            PublishedTracks tracks) {
        if (nowNanos < nextNanos) {
            return;
        }
        nextNanos = TimerGrid.floor(nowNanos + PERIOD_NANOS);
        path.next();
        received.next();
        sent.next();
        long sentBps = 0;
        for (Slot slot : slots) {
            sentBps += sampleSlot(nowNanos, slot);
        }
        CongestionController congestion = downlink.congestion();
        double[] values = {
            congestion.targetBps(),
            congestion.ackedBps(),
            sentBps,
            congestion.lossFraction() * 1_000,
            congestion.queueDelayNanos() / 1e6,
            receiver.roundTripNanos(nowNanos) / 1e6
        };
        for (int column = 0; column < values.length; column++) {
            path.put("", 0, column, values[column]);
        }
        sampleEncodings(receiver.stats(nowNanos), tracks);
    }

    /** What the video on a slot costs, 0 for nothing. */
    private long sampleSlot(long nowNanos, Slot slot) {
        PublishedTrack track = slot.track();
        if (track == null || slot.kind() == MediaKind.AUDIO) {
            return 0;
        }
        Rung carried = slot.layer() == SlotSender.OFF ? null : carried(slot, slot.rungs(nowNanos));
        long bps = carried == null ? 0 : carried.wireBps();
        received.put(track.id(), 0, 0, (double) bps);
        received.put(track.id(), 0, 1, carried == null ? 0 : carried.height());
        received.put(track.id(), 0, 2, carried == null ? 0 : carried.fps());
        return bps;
    }

    /** Of what is offered, what the slot carries, or the next below that was measured. */
    private static @Nullable Rung carried(Slot slot, List<Rung> offered) {
        Rung best = null;
        for (Rung rung : offered) {
            if (rung.layer() == slot.layer()
                    && rung.temporal() <= slot.temporal()
                    && (best == null || rung.temporal() > best.temporal())) {
                best = rung;
            }
        }
        return best;
    }

    private void sampleEncodings(List<EncodingStats> all, PublishedTracks tracks) {
        Map<Encoding, Count> now = new HashMap<>();
        for (EncodingStats stats : all) {
            PublishedTrack track = tracks.of(stats.mid());
            if (track == null) {
                continue;
            }
            Encoding encoding = new Encoding(track.id(), stats.encoding());
            Count count = new Count(stats.packets(), stats.lost());
            Count before = counts.getOrDefault(encoding, count);
            double[] values = {
                stats.bitsPerSecond(),
                count.packets - before.packets,
                count.lost - before.lost,
                stats.jitterMillis()
            };
            for (int column = 0; column < values.length; column++) {
                sent.put(track.id(), stats.encoding(), column, values[column]);
            }
            now.put(encoding, count);
        }
        counts = now;
    }

    /** Of an encoding's packets of the last 10 s, those that never came; 0 to 1. */
    double lossLately(String publicationId, int encoding) {
        double packets = sent.sum(publicationId, encoding, PACKETS, LATELY);
        double lost = sent.sum(publicationId, encoding, LOST, LATELY);
        return lost == 0 ? 0 : lost / (packets + lost);
    }

    StatsHistory read() {
        List<StreamHistory> own = path.read();
        return new StatsHistory(
                PERIOD_NANOS / 1_000_000,
                own.isEmpty() ? Map.of() : own.get(0).values(),
                received.read(),
                sent.read());
    }
}
