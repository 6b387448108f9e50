package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Heard;
import dev.sluice.bench.call.Waiting;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** New credentials in the middle of a call. */
final class IceRestart implements Fault {

    private static final long LOOK_SECONDS = 3;
    private static final double LOST_PERCENT = 0.1;

    @Override
    public String name() {
        return "ice-restart";
    }

    @Override
    public String help() {
        return "both ends of a call restart ICE: gap at most 1 s, SSRC and numbers go on";
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        GoodCall call = GoodCall.start(arena, arena.room());
        Waiting.get(call.one().participant().restartIce());
        Waiting.get(call.other().participant().restartIce());
        TimeUnit.SECONDS.sleep(LOOK_SECONDS);
        List<Heard> voices = call.heardVoices();
        List<Figure> figures =
                List.of(
                        Figure.millis("longest gap", call.longestGapNanos(), 1_000),
                        Figure.count(
                                "SSRCs of a stream",
                                call.heard().stream().mapToInt(Heard::streams).max().orElse(0),
                                1),
                        Figure.none(
                                "steps of sound's numbers beyond what was lost",
                                voices.stream()
                                        .mapToLong(
                                                heard -> heard.longestStep() - 1 - heard.missing())
                                        .map(step -> Math.max(0, step))
                                        .max()
                                        .orElse(1)),
                        Figure.percent("lost", call.lossPercent(), LOST_PERCENT));
        call.leave();
        return figures;
    }
}
