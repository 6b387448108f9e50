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
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A real call: one sends video to another through the server, by one protocol. Blocks. */
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

    private final ClientGroup clients;
    private final JoinOptions options;
    private final Protocol protocol;
    private final Patience patience;
    private final String what;
    private final Viewing viewing = new Viewing();
    private final Viewing sending = new Viewing();
    private @Nullable HeadlessParticipant sender;
    private @Nullable HeadlessParticipant viewer;

    CallCheck(ClientGroup clients, JoinOptions options, Protocol protocol, Patience patience) {
        this.clients = clients;
        this.options = options.withProtocols(protocol);
        this.protocol = protocol;
        this.patience = patience;
        this.what = "call over " + protocol;
    }

    Finding run() {
        try {
            return call();
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            return late();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.skipped(what, "interrupted");
        } finally {
            leave(sender);
            leave(viewer);
        }
    }

    private Finding call() throws ExecutionException, TimeoutException, InterruptedException {
        sender = get(clients.join(options.withIdentity("doctor-a"), sending));
        LocalPublication camera = get(sender.publish(PublishOptions.of(Source.CAMERA, Codec.VP8)));
        camera.play(picture());
        get(sender.connected());
        long since = System.nanoTime();
        viewer = get(clients.join(options.withIdentity("doctor-b"), viewing));
        get(viewer.connected());
        if (!viewing.awaitFrame(FRAME_SECONDS)) {
            return Finding.bad(
                    what,
                    "connected, but no picture came in " + FRAME_SECONDS + " s",
                    "look at the server's log at this time, and report it");
        }
        long millis = (viewing.firstFrameNanos() - since) / 1_000_000;
        Thread.sleep(patience.watchMillis());
        return judge(millis, get(viewer.path()).orElse(null));
    }

    private Finding judge(long millis, @Nullable Tuple path) {
        String way = path == null ? "no path any more" : "to " + path.remote();
        double loss = viewing.lossPercent();
        String detail =
                "picture after " + millis + " ms, " + way + String.format(", %.1f %% lost", loss);
        return loss <= 1
                ? Finding.ok(what, detail)
                : Finding.note(
                        what,
                        detail,
                        "the way there is bad, or the server is at its limit: compare from another"
                                + " network");
    }

    private Finding failed(Throwable failure) {
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
        if (!offered().isEmpty() && addresses().isEmpty()) {
            return Finding.note(
                    what,
                    "the server offers no address for it",
                    protocol == Protocol.TCP
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
                : Finding.bad(what, why + " (offered: " + addresses() + ")", remedy());
    }

    private Finding late() {
        return Finding.bad(
                what,
                "no answer within " + patience.stepSeconds() + " s from " + addresses(),
                remedy());
    }

    private String remedy() {
        return protocol == Protocol.UDP
                ? "let the server's UDP port through its firewall and the cloud's rules; if clients"
                        + " cannot reach these addresses, start it with --advertise. Until then"
                        + " calls go over TCP, if that works"
                : "let the server's TCP port (7881) through; behind a reverse proxy that speaks HTTP"
                        + " only, open it beside the proxy; if clients cannot reach these addresses,"
                        + " start the server with --advertise";
    }

    private String addresses() {
        return offered().stream()
                .filter(c -> c.protocol() == protocol)
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
