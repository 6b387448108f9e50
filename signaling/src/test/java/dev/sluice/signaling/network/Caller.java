package dev.sluice.signaling.network;

import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.client.PublishOptions;
import dev.sluice.signaling.client.ReceivedMedia;
import dev.sluice.signaling.client.source.FrameSizes;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.client.source.VideoConfig;
import dev.sluice.signaling.client.source.VideoShape;
import dev.sluice.signaling.client.source.VideoSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Two participants in one process, one of whom shows the other a video. Takes commands from its
 * input, one a line:
 *
 * <ul>
 *   <li>{@code call URI ROOM TOKEN}: prints {@code first MILLIS PATH}, from before the second joins
 *       until it has a whole frame
 *   <li>{@code mark}: prints {@code marked}; the longest gap between frames is counted from here
 *   <li>{@code move ADDRESS}: moves both
 *   <li>{@code gap}: awaits a second of frames, prints {@code gap MILLIS PATH}, the longest
 *   <li>{@code end}: prints {@code ended}
 * </ul>
 */
final class Caller {

    private static final long PATIENCE_SECONDS = 35;

    private final ClientGroup clients = ClientGroup.start(1);
    private Frames frames = new Frames();
    private HeadlessParticipant alice;
    private HeadlessParticipant bob;

    private Caller() {}

    /** Ends with its input. */
    public static void main(String... args) throws Exception {
        Caller caller = new Caller();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                caller.obey(line.split(" "));
            } catch (Exception e) {
                System.out.println("failed " + line + ": " + e);
            }
        }
        System.exit(0);
    }

    private void obey(String[] words) throws Exception {
        long since = System.nanoTime();
        switch (words[0]) {
            case "call" -> {
                since = call(URI.create(words[1]), words[2], words.length > 3 ? words[3] : null);
                awaitFrames(1);
                report("first", System.nanoTime() - since);
            }
            case "mark" -> {
                frames.mark();
                System.out.println("marked");
            }
            case "move" -> {
                InetAddress to = InetAddress.getByName(words[1]);
                get(bob.move(to));
                get(alice.move(to));
            }
            case "gap" -> {
                // Whatever is on its way has come, and then a second of frames.
                Thread.sleep(500);
                awaitFrames(frames.count() + 30);
                report("gap", frames.longestGapNanos());
            }
            case "end" -> {
                get(alice.leave());
                get(bob.leave());
                System.out.println("ended");
            }
            default -> throw new IllegalArgumentException("no such command");
        }
    }

    private long call(URI server, String room, String token) throws Exception {
        Frames heard = new Frames();
        frames = heard;
        JoinOptions options = JoinOptions.of(server, room).withToken(token);
        alice = get(clients.join(options.withIdentity("alice"), new ParticipantListener() {}));
        LocalPublication camera = get(alice.publish(PublishOptions.of(Source.CAMERA, Codec.VP8)));
        camera.play(
                new VideoSource(
                        new VideoConfig(
                                Codec.VP8,
                                List.of(FrameSizes.constant(1_500, 6_000)),
                                30,
                                1_000,
                                VideoShape.BURST,
                                1,
                                PayloadStamp.NONE,
                                0)));
        get(alice.connected());
        long since = System.nanoTime();
        bob =
                get(
                        clients.join(
                                options.withIdentity("bob"),
                                new ParticipantListener() {
                                    @Override
                                    public void onMedia(ReceivedMedia media) {
                                        if (media.packet.rtp.marker()) {
                                            heard.add();
                                        }
                                    }
                                }));
        return since;
    }

    private void awaitFrames(int count) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (frames.count() < count) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("no frame in " + PATIENCE_SECONDS + " s");
            }
            Thread.sleep(2);
        }
    }

    private void report(String what, long nanos) throws Exception {
        long millis = nanos / 1_000_000;
        Tuple path = get(bob.path()).orElseThrow();
        System.out.println(
                what
                        + " "
                        + millis
                        + " "
                        + path.protocol()
                        + " "
                        + path.local().getAddress().getHostAddress()
                        + " "
                        + path.remote().getAddress().getHostAddress()
                        + " "
                        + path.remote().getPort());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** When frames came. */
    private static final class Frames {

        private int count;
        private long lastNanos = System.nanoTime();
        private long gapNanos;

        synchronized void add() {
            long now = System.nanoTime();
            gapNanos = Math.max(gapNanos, now - lastNanos);
            lastNanos = now;
            count++;
        }

        synchronized void mark() {
            gapNanos = 0;
        }

        synchronized int count() {
            return count;
        }

        synchronized long longestGapNanos() {
            return gapNanos;
        }
    }
}
