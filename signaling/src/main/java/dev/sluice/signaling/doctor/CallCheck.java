package dev.sluice.signaling.doctor;

import dev.sluice.ice.agent.Candidate;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.PublishOptions;
import dev.sluice.signaling.client.source.FrameSizes;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.client.source.VideoConfig;
import dev.sluice.signaling.client.source.VideoShape;
import dev.sluice.signaling.client.source.VideoSource;
import dev.sluice.signaling.session.IceServers.IceServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A real call: one sends video to another through the server, by one way. Blocks. */
final class CallCheck {

    /**
     * How long to wait and to look.
     *
     * @param stepSeconds for each step of a call
     * @param watchMillis from the first picture on
     */
    record Patience(long stepSeconds, long watchMillis) {

        static final Patience DEFAULT = new Patience(12, 2_000);
    }

    private static final long FRAME_SECONDS = 8;
    private static final long POLL_MILLIS = 50;

    /** How media goes. */
    interface Way {

        String name();

        Protocol protocol();

        /** The options of one of the two ends. */
        JoinOptions end(JoinOptions options) throws IOException;

        /** Where it leads. */
        String path(Tuple tuple);

        /** What is known to stand in the way, with its remedy; null: nothing. */
        @Nullable Finding obstacle(String what);

        /** What to do when nothing gets through. */
        String remedy();
    }

    private static final String SENDER = "doctor-a";
    private static final String VIEWER = "doctor-b";

    private final ClientGroup clients;
    private final JoinOptions options;
    private final Way way;
    private final Patience patience;
    private final String what;
    private final Viewing viewing = new Viewing();
    private final Viewing sending = new Viewing();
    private @Nullable HeadlessParticipant sender;
    private @Nullable HeadlessParticipant viewer;

    CallCheck(ClientGroup clients, JoinOptions options, Way way, Patience patience) {
        this.clients = clients;
        this.options = options.withProtocols(way.protocol());
        this.way = way;
        this.patience = patience;
        this.what = "call over " + way.name();
    }

    /** The TURN servers that the server named, once it ran; empty when nobody got in. */
    List<IceServer> iceServers() {
        return sender == null ? List.of() : sender.iceServers();
    }

    Finding run() {
        try {
            return call();
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            return late();
        } catch (IOException e) {
            return Finding.bad(what, String.valueOf(e.getMessage()), way.remedy());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.skipped(what, "interrupted");
        } finally {
            leave(sender);
            leave(viewer);
        }
    }

    private Finding call()
            throws ExecutionException, TimeoutException, InterruptedException, IOException {
        sender = get(clients.join(way.end(options).withIdentity(SENDER), sending));
        LocalPublication camera = get(sender.publish(PublishOptions.of(Source.CAMERA, Codec.VP8)));
        camera.play(picture());
        get(sender.connected());
        long since = System.nanoTime();
        if (!sender.identity().equals(SENDER)) {
            return alone(sender, since);
        }
        viewer = get(clients.join(way.end(options).withIdentity(VIEWER), viewing));
        get(viewer.connected());
        if (!viewing.awaitFrame(FRAME_SECONDS)) {
            return Finding.bad(
                    what,
                    "connected, but no picture came in " + FRAME_SECONDS + " s",
                    "look at the server's log at this time, and report it");
        }
        long millis = (viewing.firstFrameNanos() - since) / 1_000_000;
        Thread.sleep(patience.watchMillis());
        return judge(millis, viewing.lossPercent(), get(viewer.path()).orElse(null));
    }

    /** A token that names one person lets only one of us in: the server's reports must do. */
    private Finding alone(HeadlessParticipant one, long since)
            throws ExecutionException, TimeoutException, InterruptedException {
        while (get(one.stats()).roundTripNanos() <= 0) {
            if (System.nanoTime() - since > TimeUnit.SECONDS.toNanos(patience.stepSeconds())) {
                return Finding.bad(
                        what,
                        "connected, but the server does not say that media comes",
                        "look at the server's log at this time, and report it");
            }
            Thread.sleep(POLL_MILLIS);
        }
        return Finding.ok(
                what,
                "media comes through, "
                        + leads(get(one.path()).orElse(null))
                        + " (the token names one person, so nobody watched)");
    }

    private String leads(@Nullable Tuple path) {
        return path == null ? "no path any more" : way.path(path);
    }

    Finding judge(long millis, double loss, @Nullable Tuple path) {
        String detail =
                "picture after "
                        + millis
                        + " ms, "
                        + leads(path)
                        + String.format(", %.1f %% lost", loss);
        return loss <= 1
                ? Finding.ok(what, detail)
                : Finding.note(
                        what,
                        detail,
                        "the way there is bad, or the server is at its limit: compare from another"
                                + " network");
    }

    Finding failed(Throwable failure) {
        Throwable ended = sending.failure();
        Throwable cause = ended == null ? failure : ended;
        if (cause instanceof RejectedException refusal) {
            return Finding.bad(
                    what,
                    "the server refuses: " + refusal.getMessage(),
                    refusal.code() == Code.UNAUTHORIZED
                            ? "give --token, or the server's key by SLUICE_KEY"
                            : "the refusal says what to change");
        }
        Finding obstacle = way.obstacle(what);
        if (obstacle != null) {
            return obstacle;
        }
        if (!offered().isEmpty() && addresses().isEmpty()) {
            return Finding.note(
                    what,
                    "the server offers no address for it",
                    way.protocol() == Protocol.TCP
                            ? "start it with --tcp-port, for networks without UDP"
                            : "look at its log for its addresses");
        }
        String why = String.valueOf(cause.getMessage());
        return why.startsWith("DTLS")
                ? Finding.bad(
                        what,
                        why,
                        "something on the way changes packets, or drops large ones: look for a"
                                + " firewall that inspects UDP, and for an MTU below 1280")
                : Finding.bad(what, why + " (offered: " + addresses() + ")", way.remedy());
    }

    private Finding late() {
        Finding obstacle = way.obstacle(what);
        return obstacle != null
                ? obstacle
                : Finding.bad(
                        what,
                        "no answer within " + patience.stepSeconds() + " s from " + addresses(),
                        way.remedy());
    }

    private String addresses() {
        return offered().stream()
                .filter(c -> c.protocol() == way.protocol())
                .map(c -> c.host() + " port " + c.port())
                .collect(Collectors.joining(", "));
    }

    /** What the server offered so far. */
    private List<Candidate> offered() {
        HeadlessParticipant known = sender;
        if (known == null) {
            return List.of();
        }
        try {
            return get(known.offered());
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static void leave(@Nullable HeadlessParticipant participant) {
        if (participant != null) {
            var unused = participant.leave();
        }
    }

    private static VideoSource picture() {
        return new VideoSource(
                new VideoConfig(
                        Codec.VP8,
                        List.of(FrameSizes.constant(2_000, 8_000)),
                        30,
                        1_000,
                        VideoShape.EVEN,
                        1,
                        PayloadStamp.NONE,
                        0));
    }

    private <T> T get(CompletionStage<T> stage)
            throws ExecutionException, TimeoutException, InterruptedException {
        return stage.toCompletableFuture().get(patience.stepSeconds(), TimeUnit.SECONDS);
    }
}
