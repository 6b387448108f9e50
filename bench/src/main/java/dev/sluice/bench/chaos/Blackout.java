package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.impair.ImpairingProxy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Nothing goes through either way, and then everything again. */
final class Blackout implements Fault {

    @Override
    public String name() {
        return "blackout";
    }

    @Override
    public String help() {
        return "a client's media is lost both ways for 30 s: back within 2 s, as the same person";
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        String room = arena.room();
        try (ImpairingProxy link = arena.link()) {
            Caller far =
                    Caller.join(
                            arena.clients(),
                            Arena.through(arena.options(room, "far"), link.address().getPort()));
            GoodCall call = GoodCall.of(far, arena.join(room, "near"));
            long begin = System.nanoTime();
            link.play(Arena.DEAD, Arena.DEAD);
            TimeUnit.SECONDS.sleep(arena.brief() ? 10 : 30);
            link.play(Arena.PERFECT, Arena.PERFECT);
            long begun = System.nanoTime();
            long sound = GoodCall.untilFlow(call.voices());
            call.untilAllFlow();
            long all = System.nanoTime() - begun;
            List<Figure> figures =
                    List.of(
                            Figure.millis("sound is back", sound, 2_000),
                            Figure.millis("pictures are back", all, 2_000),
                            Figure.none(
                                    "joins and leaves told",
                                    Arena.comingsAndGoings(call.other(), begin)),
                            Figure.none("out", call.out()));
            call.leave();
            return figures;
        }
    }
}
