package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.call.Flow;
import dev.sluice.bench.call.Heard;
import dev.sluice.bench.call.Waiting;
import dev.sluice.bench.measure.ServerProbe;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.MediaToSend;
import dev.sluice.signaling.client.ParticipantStats;
import dev.sluice.signaling.client.PublishOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A stream so long that its sequence numbers, and the roll-over counter of SRTP, wrap. */
final class RocWrap implements Fault {

    private static final int FIRST = 65_500;
    private static final long PER_SECOND = 3_000;
    private static final int WRAPS = 3;
    private static final long BEYOND = 1_000;
    private static final Duration LONGEST = Duration.ofMinutes(4);

    @Override
    public String name() {
        return "roc-wrap";
    }

    @Override
    public String help() {
        return "a stream from 65,500 on across 3 wraps of the sequence number: everything decrypts";
    }

    @Override
    public List<Figure> run(Arena arena) throws IOException, InterruptedException {
        String room = arena.room();
        Caller listener = arena.join(room, "listener");
        Caller speaker = arena.join(room, "speaker");
        Flow voice = listener.hears(speaker, Source.MICROPHONE);
        int wraps = arena.brief() ? 1 : WRAPS;
        long packets = 65_536 - FIRST + 65_536L * (wraps - 1) + BEYOND;
        SteadySource source =
                new SteadySource(
                        speaker.stamp(Source.MICROPHONE),
                        PER_SECOND,
                        packets,
                        number -> number == 0 ? FIRST : MediaToSend.NEXT);
        double badBefore = badSrtp(arena);
        speaker.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS), source);
        if (Waiting.until(() -> source.sent() >= packets, LONGEST) < 0) {
            throw new IOException("only " + source.sent() + " packets could be sent");
        }
        TimeUnit.SECONDS.sleep(2);
        Heard heard = voice.heard(System.nanoTime());
        ParticipantStats stats = Waiting.get(listener.participant().stats());
        List<Figure> figures =
                List.of(
                        Figure.none("refused by the server", badSrtp(arena) - badBefore),
                        Figure.none("refused by the listener", stats.badSrtp()),
                        Figure.none("duplicates out", heard.duplicates() + stats.duplicates()),
                        Figure.percent(
                                "short of " + packets + " packets",
                                100.0 * (packets - heard.packets()) / packets,
                                1));
        speaker.close();
        listener.close();
        return figures;
    }

    private static double badSrtp(Arena arena) throws IOException {
        return ServerProbe.sum(arena.probe().metrics(), "sluice_drops_total{reason=\"bad-srtp\"");
    }
}
