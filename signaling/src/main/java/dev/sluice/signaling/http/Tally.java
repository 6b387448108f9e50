package dev.sluice.signaling.http;

import dev.sluice.sfu.api.RejectedException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was closed or refused because it passed a limit. Safe from any thread. */
public final class Tally {

    /** Why a connection was closed. */
    public enum Closed {
        /** It did not take what it was told: over 1 MiB waited, or something waited for 9 s. */
        SLOW_READER,
        /** No whole request came in time. */
        LATE_REQUEST,
        /** No join came in time. */
        LATE_JOIN,
        /** A message was longer than allowed. */
        TOO_BIG,
        /** It came back, and more was said meanwhile than is kept: it has to join anew. */
        MISSED_TOO_MUCH
    }

    /** What became of a client when the server went down. */
    public enum Drained {
        /** It heard of it and closed. */
        TOLD,
        /** It gave no sign of that, and was closed or was left when the time was over. */
        CUT_OFF
    }

    private final Map<Drained, LongAdder> drained = new EnumMap<>(Drained.class);
    private final LongAdder paused = new LongAdder();
    private final Map<Closed, LongAdder> closed = new EnumMap<>(Closed.class);
    private final Map<RejectedException.Code, LongAdder> refused =
            new EnumMap<>(RejectedException.Code.class);

    /** Nothing so far. */
    public Tally() {
        for (Drained outcome : Drained.values()) {
            drained.put(outcome, new LongAdder());
        }
        for (Closed reason : Closed.values()) {
            closed.put(reason, new LongAdder());
        }
        for (RejectedException.Code code : RejectedException.Code.values()) {
            refused.put(code, new LongAdder());
        }
    }

    /** A connection is closed. */
    public void close(Closed reason) {
        adder(closed, reason).increment();
    }

    /** A connection is not read for now: it asks faster than it can be answered. */
    public void pause() {
        paused.increment();
    }

    /** How often connections were not read for a while. */
    public long paused() {
        return paused.sum();
    }

    /** A request is refused. */
    public void refuse(RejectedException.Code code) {
        adder(refused, code).increment();
    }

    /** The server went down, with so many clients that this became of. */
    public void drain(Drained outcome, int clients) {
        adder(drained, outcome).add(clients);
    }

    /** Clients of whom this became when the server went down. */
    public long drained(Drained outcome) {
        return adder(drained, outcome).sum();
    }

    /** Connections closed so far. */
    public long closed(Closed reason) {
        return adder(closed, reason).sum();
    }

    /** Requests refused so far. */
    public long refused(RejectedException.Code code) {
        return adder(refused, code).sum();
    }

    private static <K> LongAdder adder(Map<K, LongAdder> of, K key) {
        LongAdder adder = of.get(key);
        if (adder == null) {
            throw new IllegalStateException("nothing counts " + key);
        }
        return adder;
    }
}
