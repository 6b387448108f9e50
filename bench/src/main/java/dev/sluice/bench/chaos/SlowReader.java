package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.call.Heard;
import dev.sluice.bench.measure.ServerProbe;
import dev.sluice.sfu.api.ParticipantInfo.Presence;
import dev.sluice.signaling.client.ClientEvent;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A client whose TCP window is shut, in a room where much is said. */
final class SlowReader implements Fault {

    private static final long BEFORE_SECONDS = 3;
    private static final long LONGEST_MILLIS = 20_000;

    /** Of payload; two people may say 256 KiB/s each. */
    private static final int MESSAGE_BYTES = 48 * 1024;

    private static final long MESSAGE_MILLIS = 100;
    private static final String SLOW = "slow";

    @Override
    public String name() {
        return "slow-reader";
    }

    @Override
    public String help() {
        return "a WebSocket with a zero window in a room of many messages: closed within 10 s,"
                + " others' p99 at most 5 ms more";
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        String room = arena.room();
        Caller one = arena.join(room, "one");
        Caller other = arena.join(room, "other");
        TimeUnit.SECONDS.sleep(BEFORE_SECONDS);
        long before = medianOfP99(arena);
        arena.calls().forEach(GoodCall::mark);
        double closedBefore = closed(arena);
        try (StuckReader stuck = new StuckReader(arena.server().signaling())) {
            stuck.join(room, SLOW);
            long begin = System.nanoTime();
            long took = flood(one, other, begin);
            long during = medianOfP99(arena);
            TimeUnit.MILLISECONDS.sleep(1_500);
            double counted = closed(arena) - closedBefore;
            List<Figure> figures =
                    List.of(
                            Figure.millis("closed", took, 10_000),
                            Figure.millis(
                                    "p99 of others above before", Math.max(0, during - before), 5),
                            Figure.holds("counted as slow-reader", counted == 1),
                            Figure.none("others of its room out", out(one) + out(other)));
            one.close();
            other.close();
            return figures;
        }
    }

    private static int out(Caller caller) {
        return caller.over() ? 1 : 0;
    }

    private static double closed(Arena arena) throws IOException {
        return ServerProbe.sum(
                arena.probe().metrics(), "sluice_closed_total{reason=\"slow-reader\"");
    }

    /** Says much until the slow one is known to be out of touch; how long that took, or -1. */
    private static long flood(Caller one, Caller other, long begin) throws InterruptedException {
        String payload = Base64.getEncoder().encodeToString(new byte[MESSAGE_BYTES]);
        for (int i = 0; System.nanoTime() - begin < LONGEST_MILLIS * 1_000_000; i++) {
            Caller speaker = i % 2 == 0 ? one : other;
            var unused = speaker.participant().request(data(payload));
            if (isOutOfTouch(one, begin)) {
                return System.nanoTime() - begin;
            }
            TimeUnit.MILLISECONDS.sleep(MESSAGE_MILLIS);
        }
        return -1;
    }

    private static ObjectNode data(String payload) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("type", "data")
                .put("topic", "chaos")
                .put("payload", payload);
    }

    private static boolean isOutOfTouch(Caller witness, long since) {
        return witness.told().stream()
                .anyMatch(told ->
                        told.nanos() >= since
                                && told.event() instanceof ClientEvent.ParticipantUpdated updated
                                && updated.participant().identity().equals(SLOW)
                                && updated.participant().presence() == Presence.RECONNECTING);
    }

    private static long medianOfP99(Arena arena) {
        long[] all =
                arena.calls().stream()
                        .flatMap(call -> call.heard().stream())
                        .mapToLong(Heard::delay99Nanos)
                        .sorted()
                        .toArray();
        return all[all.length / 2];
    }
}
