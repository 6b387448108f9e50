package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.call.Flow;
import dev.sluice.bench.call.Heard;
import dev.sluice.bench.call.Waiting;
import dev.sluice.bench.measure.ProcessMeter;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.MediaToSend;
import dev.sluice.signaling.client.PublishOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A publisher whose packets come twice, in no order, and with jumps of their numbers. */
final class PacketStorm implements Fault {

    private static final long PER_SECOND = 500;
    private static final int SHUFFLED = 50;

    /** Less than half of the circle, so that SRTP can tell forwards from backwards. */
    private static final int JUMP = 32_000;

    private static final int FIRST = 1_000;
    private static final long JUMP_EVERY = 2_500;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "packet-storm";
    }

    @Override
    public String help() {
        return "10 % of packets twice, 50 at a time shuffled, jumps of the number by 32,000: no"
                + " duplicate out, no more work";
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        String room = arena.room();
        try (StormRelay relay = new StormRelay(arena.mediaPort(), SHUFFLED)) {
            Caller listener = arena.join(room, "listener");
            Caller speaker =
                    Caller.join(
                            arena.clients(),
                            Arena.through(arena.options(room, "speaker"), relay.port()));
            Flow voice = listener.hears(speaker, Source.MICROPHONE);
            SteadySource source =
                    new SteadySource(
                            speaker.stamp(Source.MICROPHONE),
                            PER_SECOND,
                            Long.MAX_VALUE,
                            PacketStorm::sequence);
            speaker.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS), source);
            Waiting.require(() -> voice.packets() > PER_SECOND, "a voice");
            long seconds = arena.brief() ? 6 : 20;
            double calm = cores(arena, seconds);
            voice.mark(System.nanoTime());
            relay.rage(true);
            double raging = cores(arena, seconds);
            Heard heard = voice.heard(System.nanoTime());
            relay.rage(false);
            long before = voice.packets();
            long back = Waiting.until(() -> voice.packets() > before + PER_SECOND / 4, LONGEST);
            List<Figure> figures =
                    List.of(
                            Figure.none(
                                    "duplicates out",
                                    heard.duplicates()
                                            + Waiting.get(listener.participant().stats())
                                                    .duplicates()),
                            Figure.percent(
                                    "short of what was sent",
                                    100.0
                                            * Math.max(0, seconds * PER_SECOND - heard.packets())
                                            / (seconds * PER_SECOND),
                                    // What is held and what a jump takes for lost.
                                    10),
                            Figure.percent("server's CPU against before", 100 * raging / calm, 200),
                            Figure.millis("goes on after it", back, 1_000));
            speaker.close();
            listener.close();
            return figures;
        }
    }

    private static int sequence(long number) {
        if (number % JUMP_EVERY != 0) {
            return MediaToSend.NEXT;
        }
        return (int) ((FIRST + number + number / JUMP_EVERY * JUMP) & 0xFFFF);
    }

    private static double cores(Arena arena, long seconds)
            throws IOException, InterruptedException {
        ProcessMeter meter = new ProcessMeter(arena.server().pid());
        long before = meter.cpuNanos();
        TimeUnit.SECONDS.sleep(seconds);
        return (meter.cpuNanos() - before) / 1e9 / seconds;
    }
}
