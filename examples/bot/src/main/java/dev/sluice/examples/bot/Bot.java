package dev.sluice.examples.bot;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.sfu.tap.KeyframeListener;
import dev.sluice.sfu.tap.MediaWriter;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Plays Opus packets of 20 ms and VP8 frames into a room, over and over. */
final class Bot implements AutoCloseable {

    private static final int OPUS_MILLIS = 20;
    private static final int OPUS_UNITS = 960;

    private final Participant participant;
    private final MediaWriter voice;
    private final MediaWriter camera;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);

    Bot(SluiceServer server, String room) {
        participant =
                server.join(room, JoinRequest.builder("bot", "Bot").build(), event -> {})
                        .toCompletableFuture()
                        .join()
                        .participant();
        voice = writer(server, Source.MICROPHONE, Codec.OPUS);
        camera = writer(server, Source.CAMERA, Codec.VP8);
    }

    private MediaWriter writer(SluiceServer server, Source source, Codec codec) {
        return server.publish(participant, source, codec, KeyframeListener.NONE)
                .toCompletableFuture()
                .join();
    }

    MediaWriter camera() {
        return camera;
    }

    void play(List<byte[]> sound, List<IvfReader.Frame> pictures) {
        if (!sound.isEmpty()) {
            Runnable speak =
                    new Runnable() {
                        private int next;

                        @Override
                        public void run() {
                            byte[] packet = sound.get(next % sound.size());
                            voice.writeFrame(packet, (long) next * OPUS_UNITS, 30);
                            next++;
                        }
                    };
            var unused = clock.scheduleAtFixedRate(speak, 0, OPUS_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (!pictures.isEmpty()) {
            show(pictures, 0, 0, System.nanoTime());
        }
    }

    /** Shows a frame when it is due, and then the next. */
    private void show(List<IvfReader.Frame> pictures, int at, long offset, long startNanos) {
        IvfReader.Frame frame = pictures.get(at);
        long timestamp = offset + frame.timestamp();
        long dueNanos = startNanos + timestamp * 1_000_000_000L / 90_000;
        boolean last = at + 1 == pictures.size();
        // The last frame stays for as long as the first did.
        long step = pictures.size() == 1 ? 90_000 : pictures.get(1).timestamp();
        Runnable task =
                () -> {
                    camera.writeFrame(frame.data(), timestamp, MediaWriter.NO_LEVEL);
                    if (last) {
                        show(pictures, 0, timestamp + step, startNanos);
                    } else {
                        show(pictures, at + 1, offset, startNanos);
                    }
                };
        var unused = clock.schedule(task, dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        participant.leave().toCompletableFuture().join();
    }
}
