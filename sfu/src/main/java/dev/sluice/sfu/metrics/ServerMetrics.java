package dev.sluice.sfu.metrics;

import dev.sluice.dtlssrtp.dtls.DtlsFailure;
import dev.sluice.dtlssrtp.dtls.HandshakeExecutor;
import dev.sluice.sfu.alloc.Decision;
import dev.sluice.sfu.alloc.DecisionKind;
import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.explain.Viewing.ServerLoad;
import dev.sluice.sfu.jfr.JoinEvent;
import dev.sluice.sfu.jfr.LeaveEvent;
import dev.sluice.sfu.jfr.SwitchEvent;
import dev.sluice.sfu.net.MediaLoop;
import dev.sluice.sfu.transport.LoopResources;
import dev.sluice.sfu.transport.TransportObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Measures one server. {@code docs/METRICS.md} lists what it tells. Any thread may call it.
 *
 * <p>Loops are read once a second, each on its own thread; a scrape reads what they left.
 */
public final class ServerMetrics implements TransportObserver, AutoCloseable {

    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ServerMeters meters;
    private final List<LoopCollector> loops = new ArrayList<>();
    private final AtomicLong rooms = new AtomicLong();
    private final AtomicLong participants = new AtomicLong();
    private final AtomicLong publications = new AtomicLong();

    /** Registers with that registry; an empty one costs next to nothing. */
    public ServerMetrics(MeterRegistry registry) {
        meters = new ServerMeters(registry);
        meters.gauge("sluice.rooms", "Rooms", rooms::get);
        meters.gauge("sluice.participants", "Participants, hidden ones apart", participants::get);
        meters.gauge("sluice.publications", "Live publications", publications::get);
    }

    /** Reads these loops from now on. Called once, before anybody joins. */
    public void watch(List<MediaLoop> all, List<LoopResources> resources) {
        for (MediaLoop loop : all) {
            loops.add(new LoopCollector(loop, resources.get(loop.index()), this));
        }
        meters.loops(loops);
        loops.forEach(LoopCollector::start);
    }

    /** Shows how many handshakes there are. */
    public void handshakes(HandshakeExecutor executor) {
        String help = "DTLS handshakes under way";
        meters.gauge("sluice.handshakes", help, executor::running, "state", "running");
        meters.gauge("sluice.handshakes", help, executor::stalled, "state", "stalled");
        meters.gauge("sluice.handshakes", help, executor::queued, "state", "waiting");
    }

    /** Shows how many were turned away at the door for a reason. */
    public void refused(String reason, LongSupplier count) {
        meters.counter("sluice.refused", "Turned away at the door", count, "reason", reason);
    }

    /** Whether every loop does its work. */
    public boolean ready() {
        long nowNanos = System.nanoTime();
        return loops.stream().allMatch(loop -> nowNanos - loop.reading().atNanos() < STUCK_NANOS);
    }

    /** How busy the loops are. */
    public ServerLoad load() {
        double busiest = 0;
        long stalls = 0;
        for (LoopCollector loop : loops) {
            busiest = Math.max(busiest, loop.reading().busy());
            stalls = Math.max(stalls, loop.reading().stallsLately());
        }
        return new ServerLoad(busiest, stalls);
    }

    /** An event of a room that listeners were too slow for. */
    public void onUntold() {
        meters.untold.increment();
    }

    /** Counts what happened in a room. */
    public void onEvent(ServerEvent event) {
        if (event instanceof ServerEvent.RoomStarted) {
            rooms.incrementAndGet();
        } else if (event instanceof ServerEvent.RoomEnded) {
            rooms.decrementAndGet();
        } else if (event instanceof ServerEvent.ParticipantEntered entered) {
            participants.incrementAndGet();
            new JoinEvent(entered.room(), entered.participant().id()).commit();
        } else if (event instanceof ServerEvent.ParticipantGone gone) {
            participants.decrementAndGet();
            meters.left(gone.reason());
            String reason = gone.reason().name();
            new LeaveEvent(gone.room(), gone.participant().id(), reason).commit();
        } else if (event instanceof ServerEvent.PublicationStarted) {
            publications.incrementAndGet();
        } else if (event instanceof ServerEvent.PublicationEnded) {
            publications.decrementAndGet();
        }
    }

    @Override
    public void onHandshake(long nanos) {
        meters.handshake.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onHandshakeFailed(DtlsFailure failure) {
        meters.handshakeFailed(failure);
    }

    @Override
    public void onConnected(long nanos) {
        meters.connect.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onDecision(Decision decision) {
        meters.decided(decision.kind(), decision.cause());
        String track = decision.track();
        boolean proof =
                decision.kind() == DecisionKind.PROVE
                        || decision.kind() == DecisionKind.PROOF_FAILED;
        if (track != null && !proof) {
            new SwitchEvent(
                            track,
                            decision.kind().name(),
                            decision.cause().name(),
                            decision.from(),
                            decision.to(),
                            decision.targetBps())
                    .commit();
        }
    }

    @Override
    public void onSample(
            long estimateBps, long queueDelayNanos, long roundTripNanos, double lossFraction) {
        meters.sample(estimateBps, queueDelayNanos, roundTripNanos, lossFraction);
    }

    /** Takes its meters out of the registry. */
    @Override
    public void close() {
        meters.close();
    }
}
