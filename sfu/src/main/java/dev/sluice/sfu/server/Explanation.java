package dev.sluice.sfu.server;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.ClientReport;
import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.explain.Finding;
import dev.sluice.sfu.explain.PictureReport;
import dev.sluice.sfu.explain.Viewing;
import dev.sluice.sfu.explain.Viewing.Picture;
import dev.sluice.sfu.explain.Viewing.ServerLoad;
import dev.sluice.sfu.room.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects what is known of what a participant sees, from the loops of all who publish to it. */
final class Explanation {

    /** A transport that closes meanwhile does not answer. */
    private static final long PATIENCE_MILLIS = 2_000;

    private record Asked(
            Publication publication,
            ParticipantHost host,
            @Nullable ClientReport report,
            CompletableFuture<@Nullable TransportStats> publisher) {

        Picture picture() {
            return new Picture(
                    publication.id(),
                    host.name(),
                    publication.info().muted(),
                    String.valueOf(publication.mid()),
                    publisher.join(),
                    report);
        }
    }

    private final CompletableFuture<TransportStats> viewer;
    private final @Nullable ClientReport report;
    private final List<Asked> pictures = new ArrayList<>();

    /** Asks on the room's loop. */
    Explanation(ParticipantHost viewer, Iterable<ParticipantHost> all) {
        this.viewer = viewer.stats().toCompletableFuture();
        this.report = viewer.report();
        for (ParticipantHost host : all) {
            CompletableFuture<@Nullable TransportStats> publisher = null;
            for (Publication publication : host.live()) {
                if (host != viewer && publication.kind() == MediaKind.VIDEO) {
                    publisher = publisher == null ? ask(host) : publisher;
                    pictures.add(new Asked(publication, host, host.report(), publisher));
                }
            }
        }
    }

    /** What is found, once all have answered. */
    CompletionStage<List<Finding>> findings(ServerLoad load) {
        CompletableFuture<?>[] asked =
                pictures.stream().map(Asked::publisher).toArray(CompletableFuture[]::new);
        return viewer.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .thenCombine(
                        CompletableFuture.allOf(asked),
                        (stats, all) ->
                                PictureReport.of(
                                        new Viewing(
                                                stats,
                                                report,
                                                pictures.stream().map(Asked::picture).toList(),
                                                load)));
    }

    private static CompletableFuture<@Nullable TransportStats> ask(ParticipantHost host) {
        return host.stats()
                .<@Nullable TransportStats>thenApply(stats -> stats)
                .toCompletableFuture()
                .completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(noTransport -> null);
    }
}
