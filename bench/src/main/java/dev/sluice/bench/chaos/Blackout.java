package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.impair.ImpairingProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Nothing goes through either way, and then everything again. */
final class Blackout implements Fault {

    private static final double LIMIT_MILLIS = 2_000;
    private static final long CALM_SECONDS = 5;

    @Override
    public String name() {
        return "blackout";
    }

    @Override
    public String help() {
        return "a client's media is lost both ways for 10 s, then for 30 s: back within 2 s, as the same"
                + " person";
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
            List<Figure> figures = new ArrayList<>();
            for (int seconds : arena.brief() ? new int[] {10} : new int[] {10, 30}) {
                figures.addAll(dark(link, call, seconds));
            }
            figures.add(Figure.none("out", call.out()));
            call.leave();
            return figures;
        }
    }

    private static List<Figure> dark(ImpairingProxy link, GoodCall call, int seconds)
            throws InterruptedException {
        TimeUnit.SECONDS.sleep(CALM_SECONDS);
        long begin = System.nanoTime();
        link.play(Arena.DEAD, Arena.DEAD);
        TimeUnit.SECONDS.sleep(seconds);
        link.play(Arena.PERFECT, Arena.PERFECT);
        long begun = System.nanoTime();
        long sound = GoodCall.untilFlow(call.voices());
        long pictures = call.untilAllFlow();
        String after = "after " + seconds + " s: ";
        return List.of(
                Figure.millis(after + "sound is back", sound, LIMIT_MILLIS),
                Figure.millis(
                        after + "pictures are back",
                        pictures < 0 ? -1 : System.nanoTime() - begun,
                        LIMIT_MILLIS),
                Figure.none(
                        after + "joins and leaves told",
                        Arena.comingsAndGoings(call.other(), begin)));
    }
}
