package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.impair.ImpairingProxy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One client hears nothing any more, though it is heard. */
final class OneWayLoss implements Fault {

    /** Two voices of 32 kbit/s, which are never left out, with their headers; no picture. */
    private static final double FLOOR_KBPS = 110;

    private static final long SETTLE_SECONDS = 3;
    private static final long LOOK_SECONDS = 3;

    @Override
    public String name() {
        return "one-way-loss";
    }

    @Override
    public String help() {
        return "all that goes to one client is lost: its bitrate at the floor within 3 s, others"
                + " untouched";
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        String room = arena.room();
        try (ImpairingProxy link = arena.link()) {
            Caller deaf =
                    Caller.join(
                            arena.clients(),
                            Arena.through(arena.options(room, "deaf"), link.address().getPort()));
            GoodCall call = GoodCall.start(arena, room);
            long before = rate(link, LOOK_SECONDS);
            call.mark();
            link.play(Arena.PERFECT, Arena.DEAD);
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            long floor = rate(link, LOOK_SECONDS);
            List<Figure> figures =
                    List.of(
                            new Figure("sent to it after 3 s", floor / 1e3, "kbit/s", FLOOR_KBPS),
                            Figure.holds("it had more before", before > 2 * floor),
                            Figure.percent("lost by others in its room", call.lossPercent(), 0.1),
                            Figure.none("out", call.out() + (deaf.over() ? 1 : 0)));
            link.play(Arena.PERFECT, Arena.PERFECT);
            call.leave();
            deaf.close();
            return figures;
        }
    }

    /** Bit/s that the server sends towards the link, payload of UDP. */
    private static long rate(ImpairingProxy link, long seconds) throws InterruptedException {
        long before = link.counts().down().offeredBytes();
        TimeUnit.SECONDS.sleep(seconds);
        return (link.counts().down().offeredBytes() - before) * 8 / seconds;
    }
}
