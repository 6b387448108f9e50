package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.call.Flow;
import dev.sluice.bench.call.Heard;
import dev.sluice.bench.call.Waiting;
import dev.sluice.sfu.api.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Two people who hear and see each other. */
record GoodCall(Caller one, Caller other) {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Brings both in and waits until all four streams flow. */
    static GoodCall start(Arena arena, String room) throws IOException, InterruptedException {
        Caller one = arena.join(room, "one");
        Caller other = arena.join(room, "other");
        return of(one, other);
    }

    /** Lets two people of a room talk, and waits until all four streams flow. */
    static GoodCall of(Caller one, Caller other) throws IOException, InterruptedException {
        one.talk(Arena.PLAN, Source.MICROPHONE, Source.CAMERA);
        other.talk(Arena.PLAN, Source.MICROPHONE, Source.CAMERA);
        GoodCall call = new GoodCall(one, other);
        Waiting.require(() -> call.least(Flow::packets) > 0, "the media of a call");
        call.mark();
        return call;
    }

    void mark() {
        long now = System.nanoTime();
        flows().forEach(flow -> flow.mark(now));
    }

    /** Microphones first, then cameras. */
    List<Flow> flows() {
        List<Flow> flows = new ArrayList<>(voices());
        flows.add(one.hears(other, Source.CAMERA));
        flows.add(other.hears(one, Source.CAMERA));
        return flows;
    }

    /** The streams of sound, of which the server leaves out nothing on purpose. */
    List<Flow> voices() {
        return List.of(one.hears(other, Source.MICROPHONE), other.hears(one, Source.MICROPHONE));
    }

    List<Heard> heard() {
        long now = System.nanoTime();
        return flows().stream().map(flow -> flow.heard(now)).toList();
    }

    List<Heard> heardVoices() {
        return heard().subList(0, 2);
    }

    private long least(ToLongFunction<Flow> figure) {
        return flows().stream().mapToLong(figure).min().orElse(0);
    }

    long longestGapNanos() {
        return heard().stream().mapToLong(Heard::longestGapNanos).max().orElse(0);
    }

    long longestVoiceGapNanos() {
        return heardVoices().stream().mapToLong(Heard::longestGapNanos).max().orElse(0);
    }

    double lossPercent() {
        return heardVoices().stream().mapToDouble(Heard::lossPercent).max().orElse(100);
    }

    /** Waits until more came of every stream; how long that took in nanoseconds, or -1. */
    long untilAllFlow() throws InterruptedException {
        return untilFlow(flows());
    }

    /** Waits until more came of these streams; how long that took in nanoseconds, or -1. */
    static long untilFlow(List<Flow> flows) throws InterruptedException {
        List<Long> before = flows.stream().map(Flow::packets).toList();
        return Waiting.until(
                () -> {
                    for (int i = 0; i < flows.size(); i++) {
                        if (flows.get(i).packets() <= before.get(i)) {
                            return false;
                        }
                    }
                    return true;
                },
                LONGEST);
    }

    /** How many of both are out. */
    int out() {
        return (one.over() ? 1 : 0) + (other.over() ? 1 : 0);
    }

    void leave() throws IOException {
        one.close();
        other.close();
    }
}
