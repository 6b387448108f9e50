package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.call.Waiting;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.signaling.client.ClientEvent;
import dev.sluice.signaling.client.RemoteParticipant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A client's process dies without a word. */
final class KilledPublisher implements Fault {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "killed-publisher";
    }

    @Override
    public String help() {
        return "kill -9 of a publisher: others know within 2 s, it counts as disconnected after"
                + " 7 s, is gone after 30 s";
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        try (FarPublisher far = new FarPublisher(arena)) {
            Caller listener = far.listener();
            long killed = System.nanoTime();
            far.process().kill();
            List<Figure> figures = new ArrayList<>();
            figures.add(
                    Figure.millis(
                            "told that it is out of touch",
                            when(listener, killed, who -> who.presence() == Presence.RECONNECTING),
                            2_000));
            figures.add(
                    Figure.millis(
                            "told that its media is disconnected",
                            when(
                                    listener,
                                    killed,
                                    who -> who.connection() == ConnectionState.DISCONNECTED),
                            8_000));
            if (!arena.brief()) {
                boolean gone = Waiting.until(() -> left(listener), LONGEST) >= 0;
                long took = gone ? System.nanoTime() - killed : -1;
                figures.add(Figure.millis("gone", took, 31_000));
                figures.add(Figure.holds("not gone before 29 s", took > 29_000_000_000L));
            }
            return figures;
        }
    }

    private static boolean left(Caller listener) {
        return listener.told().stream()
                .anyMatch(told -> told.event() instanceof ClientEvent.ParticipantLeft);
    }

    /** When that was told first, in nanoseconds from then; -1 when it was not. */
    private static long when(Caller listener, long since, Predicate<RemoteParticipant> what)
            throws InterruptedException {
        long[] at = {-1};
        Waiting.until(
                () -> {
                    for (Caller.Told told : listener.told()) {
                        if (told.event() instanceof ClientEvent.ParticipantUpdated updated
                                && told.nanos() >= since
                                && what.test(updated.participant())) {
                            at[0] = told.nanos() - since;
                            return true;
                        }
                    }
                    return false;
                },
                LONGEST);
        return at[0];
    }
}
