package dev.sluice.signaling.client;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.signaling.sdp.Answer;
import dev.sluice.signaling.sdp.AnswerReader;
import dev.sluice.signaling.sdp.AnswerWriter;
import dev.sluice.signaling.sdp.Attribute;
import dev.sluice.signaling.sdp.Attributes;
import dev.sluice.signaling.sdp.Capabilities;
import dev.sluice.signaling.sdp.Flag;
import dev.sluice.signaling.sdp.Offer;
import dev.sluice.signaling.sdp.OfferReader;
import dev.sluice.signaling.sdp.OfferWriter;
import dev.sluice.signaling.sdp.OfferedSection;
import dev.sluice.signaling.sdp.Origin;
import dev.sluice.signaling.sdp.SdpWriter;
import dev.sluice.signaling.sdp.SessionDescription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A peer connection without a browser, to any server: how descriptions get there and back (WHIP,
 * WHEP, a protocol of one's own) is up to the caller. One offer or one answer for its life. It has
 * the controlling role of ICE, so the server is lite or answers. Made by {@link ClientGroup#peer};
 * methods may be called from any thread, and their stages complete on the peer's loop, with an
 * {@link IOException} once it is closed.
 */
public final class HeadlessPeer {

    private final ClientLoop loop;
    private final ClientGroup.Shared shared;
    private final ParticipantListener listener;
    private final ClientTransport transport;
    private final ClientMedia media;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> closedStage = new CompletableFuture<>();
    private @Nullable SessionDescription offer;
    private boolean closed;

    HeadlessPeer(
            ClientLoop loop,
            ClientGroup.Shared shared,
            MediaOptions options,
            ParticipantListener listener) {
        this.loop = loop;
        this.shared = shared;
        this.listener = listener;
        this.transport = new ClientTransport(loop, shared, options, new TransportListener());
        this.media =
                new ClientMedia(
                        transport,
                        listener,
                        options.authenticateOneIn(),
                        shared.random(),
                        shared.wallOffsetNanos());
    }

    /**
     * Makes the offer to send these and to receive so many streams; without candidates, because a
     * server learns them from the checks.
     *
     * @param receives what kind each stream to receive is
     */
    public CompletionStage<String> offer(List<PublishOptions> sends, List<MediaKind> receives) {
        return onLoop(() -> {
            List<OfferedSection> sections = new ArrayList<>();
            for (PublishOptions send : sends) {
                String mid = Integer.toString(sections.size());
                LocalPublication publication = publication(send, mid);
                media.add(publication);
                sections.add(publication.section(false));
            }
            for (MediaKind kind : receives) {
                sections.add(LocalPublication.slot(Integer.toString(sections.size()), kind));
            }
            SessionDescription made =
                    new OfferWriter(
                                    transport.credentials(),
                                    shared.identity().fingerprint(),
                                    List.of())
                            .offer(Origin.of(sessionId(), 1), sections);
            offer = made;
            return SdpWriter.write(made);
        });
    }

    /**
     * Takes the server's answer to {@link #offer}.
     *
     * @return what is sent, in the order of the offer; {@link LocalPublication#play} begins. Fails
     *     with a {@link dev.sluice.signaling.sdp.SdpException} when the answer is not sound
     */
    public CompletionStage<List<LocalPublication>> answered(String sdp) {
        return onLoop(() -> {
            SessionDescription made = offer;
            if (made == null) {
                throw new IllegalStateException("there is no offer that could be answered");
            }
            Answer answer = AnswerReader.read(sdp, made, Capabilities.STANDARD);
            media.configure(answer.remote());
            transport.apply(System.nanoTime(), answer);
            return List.copyOf(media.publications());
        });
    }

    /** Takes all that the server offers to send, and gives the answer. */
    public CompletionStage<String> answer(String sdp) {
        return onLoop(() -> {
            Offer offered = OfferReader.read(sdp, Capabilities.STANDARD, null);
            RemoteDescription remote = offered.remote();
            SessionDescription answer =
                    notLite(
                            AnswerWriter.answer(
                                    offered,
                                    new LocalDescription(
                                            transport.credentials(),
                                            shared.identity().fingerprint(),
                                            List.of(),
                                            Map.of())));
            media.configure(remote);
            transport.apply(
                    System.nanoTime(),
                    new Answer(
                            offered.description(),
                            remote,
                            AnswerReader.candidates(offered.description()),
                            offered.description().attributes().has(Flag.ICE_LITE)));
            return SdpWriter.write(answer);
        });
    }

    /** Completes when media can flow. */
    public CompletionStage<Void> connected() {
        return connected.minimalCompletionStage();
    }

    /** Completes when it is closed, by whomever. */
    public CompletionStage<Void> closed() {
        return closedStage.minimalCompletionStage();
    }

    /** What it sent and received so far. */
    public CompletionStage<ParticipantStats> stats() {
        return onLoop(() -> media.stats(System.nanoTime()));
    }

    /** Closes the sockets without a word: saying good-bye is signalling. */
    public void close() {
        loop.eventLoop().execute(() -> end(null));
    }

    private LocalPublication publication(PublishOptions send, String mid) {
        RemotePublication info =
                new RemotePublication(mid, "", send.source(), send.codec().kind(), false);
        return new LocalPublication(info, send, mid, transport, loop.eventLoop(), shared.random());
    }

    private String sessionId() {
        return Long.toString(shared.random().nextLong(1L << 62));
    }

    private static SessionDescription notLite(SessionDescription answer) {
        List<Attribute> kept =
                answer.attributes().list().stream()
                        .filter(attribute -> attribute != Flag.ICE_LITE)
                        .toList();
        return new SessionDescription(
                answer.origin(), answer.name(), new Attributes(kept), answer.media());
    }

    private <T> CompletionStage<T> onLoop(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.eventLoop()
                .execute(() -> {
                    try {
                        if (closed) {
                            throw new IOException("the peer was closed");
                        }
                        result.complete(task.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }

    private void end(@Nullable Throwable failure) {
        if (closed) {
            return;
        }
        closed = true;
        media.close();
        transport.close();
        connected.completeExceptionally(
                failure == null ? new IOException("the peer was closed") : failure);
        listener.onClosed(failure);
        closedStage.complete(null);
    }

    private final class TransportListener implements ClientTransport.Listener {

        @Override
        public void onConnected(long nowNanos) {
            media.onConnected();
            connected.complete(null);
            listener.onConnected(nowNanos);
        }

        @Override
        public void onSrtp(long nowNanos, byte[] data, int offset, int length) {
            media.onSrtp(nowNanos, data, offset, length);
        }

        @Override
        public void onRtcp(long nowNanos, byte[] data, int offset, int length) {
            media.onRtcp(nowNanos, data, offset, length);
        }

        @Override
        public void onTick(long nowNanos) {
            media.onTick(nowNanos);
        }

        @Override
        public void onPathLost() {
            end(new IOException("ICE lost the path to the server"));
        }

        @Override
        public void onFailed(IOException failure) {
            end(failure);
        }
    }
}
