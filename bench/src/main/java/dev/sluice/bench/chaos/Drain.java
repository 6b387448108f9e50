package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.call.Waiting;
import dev.sluice.bench.process.SluiceProcess;
import dev.sluice.signaling.client.ClientEvent;
import dev.sluice.signaling.client.JoinOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A server that is asked to end while people are on it. */
final class Drain implements Fault {

    private static final int CLIENTS = 20;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "sigterm";
    }

    @Override
    public String help() {
        return "SIGTERM with 20 clients: all told within 100 ms, exit 0 within 30 s";
    }

    @Override
    public double othersLossPercent() {
        return Double.NaN;
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        try (SluiceProcess server = arena.start(List.of())) {
            List<Caller> callers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                JoinOptions options =
                        JoinOptions.of(server.signaling(), "drain").withIdentity("guest" + i);
                callers.add(Caller.join(arena.clients(), options));
            }
            long begin = System.nanoTime();
            server.process().terminate();
            OptionalInt code = server.process().await(LONGEST);
            long ended = System.nanoTime() - begin;
            Waiting.until(() -> callers.stream().allMatch(Caller::over), LONGEST);
            long[] told = callers.stream().mapToLong(each -> told(each, begin)).toArray();
            long slowest = 0;
            int untold = 0;
            for (long each : told) {
                slowest = Math.max(slowest, each);
                untold += each < 0 ? 1 : 0;
            }
            return List.of(
                    Figure.none("not told", untold),
                    Figure.millis("the last was told", slowest, 100),
                    Figure.millis("ended", code.isPresent() ? ended : -1, 30_000),
                    Figure.none("exit code", code.orElse(-1)));
        }
    }

    private static long told(Caller caller, long since) {
        return caller.told().stream()
                .filter(told -> told.event() instanceof ClientEvent.Left)
                .mapToLong(told -> told.nanos() - since)
                .findFirst()
                .orElse(-1);
    }
}
