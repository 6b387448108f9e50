package dev.sluice.bench.load;

import dev.sluice.bench.load.Scenario.Role;
import dev.sluice.bench.measure.FlowTracker;
import dev.sluice.bench.measure.PacketMeter;
import dev.sluice.bench.measure.Stamp;
import dev.sluice.bench.target.Door;
import dev.sluice.bench.target.Door.Guest;
import dev.sluice.bench.target.Member;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.client.ParticipantStats;
import dev.sluice.signaling.client.ReceivedMedia;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One participant of a run: sends what its role says, and measures what it gets. Its listener runs
 * on its loop.
 */
final class Bot implements ParticipantListener {

    private final int number;
    private final Role role;
    private final RunContext context;
    private final Map<Integer, FlowTracker> flows = new HashMap<>();
    private final Stamp.Reading stamp = new Stamp.Reading();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable Member member;
    private volatile long joinStartNanos;
    private volatile long connectedNanos;
    private volatile long firstMediaNanos;
    private volatile @Nullable Throwable failure;
    private boolean counting;

    /** What all bots of a run share. */
    record RunContext(
            Door door, LoadOptions options, MediaPlan media, PacketMeter meter, int bots) {}

    Bot(int number, Role role, RunContext context) {
        this.number = number;
        this.role = role;
        this.context = context;
    }

    /** Joins, publishes and connects. */
    CompletionStage<Void> start() {
        joinStartNanos = System.nanoTime();
        List<Source> sources = role.sends().stream().filter(context.media()::sends).toList();
        Guest guest =
                new Guest(
                        role.room(),
                        role.identity(),
                        sources.stream().map(context.media()::options).toList(),
                        role.receives() ? context.media().kinds() : List.of());
        return context.door()
                .enter(guest, this)
                .thenCompose(entered -> {
                    member = entered;
                    for (int i = 0; i < sources.size(); i++) {
                        play(entered.publications().get(i), sources.get(i));
                    }
                    return entered.connected();
                });
    }

    private void play(LocalPublication publication, Source source) {
        int track = role.sends().indexOf(source);
        // Spread over a frame, so that publishers do not beat in step.
        long offsetNanos =
                1_000_000_000L
                        / context.media().framesPerSecond()
                        * number
                        / Math.max(1, context.bots());
        publication.play(context.media().source(source, new Stamp(number, track), offsetNanos));
    }

    CompletionStage<Void> leave() {
        Member leaving = member;
        return leaving == null ? CompletableFuture.completedFuture(null) : leaving.leave();
    }

    Role role() {
        return role;
    }

    /** For how long media could flow; 0 when it could not so far. */
    long connectedForNanos(long nowNanos) {
        return connectedNanos == 0 ? 0 : nowNanos - connectedNanos;
    }

    /** Why it is not connected any more, if that is so against its will. */
    @Nullable Throwable failure() {
        return failure;
    }

    /** From the first byte to keys, in nanoseconds; -1 when it did not come so far. */
    long joinNanos() {
        return connectedNanos == 0 ? -1 : connectedNanos - joinStartNanos;
    }

    /** From the first byte to the first packet of somebody's media; -1 when none came. */
    long firstMediaNanos() {
        return firstMediaNanos == 0 ? -1 : firstMediaNanos - joinStartNanos;
    }

    /** Counts so far; null when it is gone. */
    @Nullable CompletionStage<ParticipantStats> stats() {
        Member present = member;
        return present == null || ended.isDone() ? null : present.stats();
    }

    /** Only when its loop is at rest with regard to it, or it left. */
    Collection<FlowTracker> flows() {
        return flows.values();
    }

    @Override
    public void onConnected(long nowNanos) {
        connectedNanos = nowNanos;
    }

    @Override
    public void onMedia(ReceivedMedia media) {
        var rtp = media.packet.rtp;
        if (firstMediaNanos == 0) {
            firstMediaNanos = media.packet.arrivalNanos;
        }
        if (media.authenticated && rtp.payloadBytes() == 0) {
            return;
        }
        boolean running = context.meter().running();
        if (running != counting) {
            counting = running;
            if (running) {
                flows.values().forEach(FlowTracker::restart);
            }
        }
        if (running) {
            count(media);
        }
    }

    private void count(ReceivedMedia media) {
        var packet = media.packet;
        context.meter().onPacket(media.datagramBytes, media.authenticated, packet.recovered);
        boolean stamped =
                media.authenticated
                        && stamp.read(
                                packet.rtp.data(),
                                packet.rtp.payloadOffset(),
                                packet.rtp.payloadBytes());
        if (!stamped) {
            return;
        }
        if (!packet.recovered) {
            context.meter().onDelay(packet.arrivalNanos - stamp.sentNanos);
        }
        if (context.options().authenticateOneIn() == 1) {
            FlowTracker flow = flows.get(stamp.flow);
            if (flow == null) {
                flow = new FlowTracker();
                flows.put(stamp.flow, flow);
            }
            flow.onPacket(stamp.encoding, stamp.sequence, packet.index, packet.recovered);
        }
    }

    @Override
    public void onClosed(@Nullable Throwable why) {
        failure = why;
        ended.complete(null);
    }
}
