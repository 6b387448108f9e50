package dev.sluice.sfu.transport;

import dev.sluice.sfu.net.LoopCounters;
import dev.sluice.sfu.net.LoopMeter;
import dev.sluice.sfu.net.MediaLoop;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a loop and its transports counted, those included that are gone. Summed once a second, not
 * per packet. Owned by the loop.
 */
public final class LoopTotals {

    private final Set<PeerTransport> transports = new LinkedHashSet<>();
    private final long[] counts = new long[Measure.values().length];
    private long lostAtMost;

    void add(PeerTransport transport) {
        transports.add(transport);
    }

    void remove(PeerTransport transport) {
        transports.remove(transport);
    }

    void count(Measure measure, long more) {
        counts[measure.index()] += more;
    }

    /**
     * Sums up.
     *
     * @param observer gets a sample of each transport that is connected
     * @return by {@link Measure#index}, a copy
     */
    public long[] collect(
            long nowNanos,
            MediaLoop loop,
            LoopMeter.Reading meter,
            long crossingDrops,
            TransportObserver observer) {
        for (PeerTransport transport : transports) {
            transport.measure(nowNanos, observer);
        }
        LoopCounters sockets = loop.counters();
        set(Measure.DATAGRAMS_IN, sockets.receivedDatagrams);
        set(Measure.DATAGRAMS_OUT, sockets.sentDatagrams);
        set(Measure.BYTES_IN, sockets.receivedBytes);
        set(Measure.BYTES_OUT, sockets.sentBytes);
        set(Measure.HANDED_OVER, sockets.handedOver);
        set(Measure.DROPPED_BAD_SIZE, sockets.droppedBadSize);
        set(Measure.DROPPED_UNKNOWN_TUPLE, sockets.droppedUnknownTuple);
        set(Measure.DROPPED_UNKNOWN_PEER, sockets.droppedUnknownPeer);
        set(Measure.DROPPED_STALE, sockets.droppedStale);
        set(Measure.DROPPED_HAND_OVER, sockets.droppedHandOver);
        set(Measure.DROPPED_SEND, sockets.droppedSend);
        set(Measure.EVICTED_RESEND, sockets.evictedResends);
        set(Measure.FAULTS, sockets.faults);
        set(Measure.DROPPED_CROSSING, crossingDrops);
        set(Measure.DELAYED, meter.delayedPackets());
        set(Measure.STALLS, meter.stalls());
        long[] copy = counts.clone();
        // A late packet takes back its loss; what was told must not shrink.
        lostAtMost = Math.max(lostAtMost, copy[Measure.LOST.index()]);
        copy[Measure.LOST.index()] = lostAtMost;
        return copy;
    }

    /** Transports that are open. */
    public int transports() {
        return transports.size();
    }

    private void set(Measure measure, long value) {
        counts[measure.index()] = value;
    }
}
