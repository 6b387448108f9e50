package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Waiting;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client's socket is gone, and another one takes its place. */
final class AddressChange implements Fault {

    private static final long LOOK_SECONDS = 3;

    @Override
    public String name() {
        return "address-change";
    }

    @Override
    public String help() {
        return "a client rebinds its socket, without an ICE restart: media within 1 s";
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        GoodCall call = GoodCall.start(arena, arena.room());
        long begin = System.nanoTime();
        Waiting.get(call.one().participant().move(null));
        TimeUnit.SECONDS.sleep(LOOK_SECONDS);
        Figure gap = Figure.millis("longest gap", call.longestGapNanos(), 1_000);
        long told = Arena.comingsAndGoings(call.other(), begin);
        int out = call.out();
        call.leave();
        return List.of(gap, Figure.none("joins and leaves told", told), Figure.none("out", out));
    }
}
