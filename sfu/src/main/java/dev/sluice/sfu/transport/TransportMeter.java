package dev.sluice.sfu.transport;

import dev.sluice.rtp.cc.PacketKind;
import dev.sluice.rtp.stream.EncodingStats;
import dev.sluice.rtp.stream.IngestCounters;
import dev.sluice.rtp.stream.RtpReceiver;
import java.util.List;

/**
 * Adds what a transport counted since the last time to the totals of its loop. Owned by that loop.
 */
final class TransportMeter {

    private final LoopTotals totals;
    private final RtpReceiver receiver;
    private final TransportCounters counters;
    private final long[] told = new long[Measure.values().length];
    private int encodings;

    TransportMeter(LoopTotals totals, RtpReceiver receiver, TransportCounters counters) {
        this.totals = totals;
        this.receiver = receiver;
        this.counters = counters;
    }

    void update(long nowNanos) {
        addReceived(receiver.stats(nowNanos));
        addSent();
        add(Measure.DROPPED_BAD_STUN, counters.badStun);
        add(Measure.DROPPED_STRANGER, counters.strangers);
        add(Measure.DROPPED_TOO_FAST, counters.tooFast);
        add(Measure.DROPPED_NOT_VALIDATED, counters.notValidated);
        add(Measure.DROPPED_BEFORE_KEYS, counters.beforeKeys);
        add(Measure.DROPPED_BAD_SRTP, counters.badSrtp);
        add(Measure.DROPPED_UNKNOWN_PROTOCOL, counters.unknownProtocol);
        add(Measure.DROPPED_NO_PATH, counters.noPath);
        add(Measure.DROPPED_PACER, counters.pacerDropped);
        add(Measure.EVICTED_TUPLE, counters.evictedTuples);
        add(Measure.EVICTED_SRTP_CONTEXT, counters.evictedContexts);
        IngestCounters ingest = receiver.counters();
        add(Measure.DROPPED_MALFORMED, ingest.malformed());
        add(Measure.DROPPED_UNKNOWN_STREAM, ingest.unknownStream());
        add(Measure.DROPPED_UNKNOWN_FORMAT, ingest.unknownFormat());
        add(Measure.DROPPED_STALE_STREAM, ingest.staleStream());
        add(Measure.DROPPED_DUPLICATE, ingest.duplicates());
        add(Measure.DROPPED_DAMAGED, ingest.damagedPayload());
    }

    private void addReceived(List<EncodingStats> all) {
        long packets = 0;
        long lost = 0;
        long recovered = 0;
        long nacks = 0;
        long requests = 0;
        long keyframes = 0;
        for (EncodingStats stats : all) {
            packets += stats.packets();
            lost += stats.lost();
            recovered += stats.recovered();
            nacks += stats.nacks();
            requests += stats.keyframeRequests();
            keyframes += stats.keyframes();
        }
        // A section is gone, and its share of the sums with it: go on from here.
        boolean fewer = all.size() < encodings;
        encodings = all.size();
        add(Measure.RECEIVED, packets, fewer);
        add(Measure.LOST, lost, fewer);
        add(Measure.RECOVERED, recovered, fewer);
        add(Measure.NACKS_OUT, nacks, fewer);
        add(Measure.KEYFRAME_REQUESTS_OUT, requests, fewer);
        add(Measure.KEYFRAMES, keyframes, fewer);
    }

    private void addSent() {
        add(Measure.SENT_AUDIO, counters.sent(PacketKind.AUDIO));
        add(Measure.SENT_BASE, counters.sent(PacketKind.BASE));
        add(Measure.SENT_UPPER, counters.sent(PacketKind.UPPER));
        add(Measure.SENT_RTX, counters.sent(PacketKind.RTX));
        add(Measure.SENT_PADDING, counters.sent(PacketKind.PADDING));
        add(Measure.NACKS_IN, counters.nacksReceived);
        add(Measure.KEYFRAME_REQUESTS_IN, counters.keyframeRequestsReceived);
    }

    private void add(Measure measure, long value) {
        add(measure, value, false);
    }

    private void add(Measure measure, long value, boolean anew) {
        if (!anew) {
            totals.count(measure, value - told[measure.index()]);
        }
        told[measure.index()] = value;
    }
}
