package dev.sluice.signaling.client;

import dev.sluice.dtlssrtp.dtls.DtlsIdentity;
import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.dtlssrtp.dtls.HandshakeExecutor;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.LocalDescription.SlotIdentity;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.sfu.net.LoopGroup;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.sdp.Answer;
import dev.sluice.signaling.sdp.AnswerReader;
import dev.sluice.signaling.sdp.AnswerWriter;
import dev.sluice.signaling.sdp.Attribute;
import dev.sluice.signaling.sdp.Capabilities;
import dev.sluice.signaling.sdp.Offer;
import dev.sluice.signaling.sdp.OfferReader;
import dev.sluice.signaling.sdp.OfferWriter;
import dev.sluice.signaling.sdp.OfferedSection;
import dev.sluice.signaling.sdp.Origin;
import dev.sluice.signaling.sdp.SdpWriter;
import dev.sluice.signaling.sdp.SessionDescription;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The far end of one peer connection whose signalling is the test: at most one microphone that
 * talks, and one audio slot that counts. Real sockets, ICE, DTLS and SRTP.
 */
final class RawPeer implements AutoCloseable, ClientTransport.Listener {

    private final LoopGroup group = new LoopGroup("test-peer", 1);
    private final EventLoop loop = group.loops().next();
    private final SecureRandom random = new SecureRandom();
    private final HandshakeExecutor handshakes = new HandshakeExecutor();
    private final DtlsIdentity identity = DtlsIdentity.generate(random);
    private final ClientTransport transport;
    private @Nullable LocalPublication voice;

    final CompletableFuture<Void> connected = new CompletableFuture<>();
    final AtomicInteger received = new AtomicInteger();

    RawPeer() throws Exception {
        ClientGroup.Shared shared =
                new ClientGroup.Shared(
                        identity, handshakes, new IceCredentialsFactory(random), random, null, 0);
        transport =
                onLoop(() ->
                        new ClientTransport(
                                new ClientLoop(loop), shared, MediaOptions.DEFAULT, this));
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        return loop.submit(task).get(30, TimeUnit.SECONDS);
    }

    /** Talks on a section, once that is negotiated. */
    void talk(String mid, String publicationId) throws Exception {
        voice =
                onLoop(() ->
                        new LocalPublication(
                                new RemotePublication(
                                        publicationId,
                                        "me",
                                        Source.MICROPHONE,
                                        MediaKind.AUDIO,
                                        false),
                                PublishOptions.of(Source.MICROPHONE, Codec.OPUS),
                                mid,
                                transport,
                                loop,
                                random));
        voice.play(new AudioSource(80, 20, AudioSource.TALKS, PayloadStamp.NONE, 0));
    }

    /** An offer with the microphone, if there is one, and a slot, if it has a mid. */
    SessionDescription offer(@Nullable String slotMid) throws Exception {
        List<OfferedSection> sections = new ArrayList<>();
        if (voice != null) {
            sections.add(voice.section(false));
        }
        if (slotMid != null) {
            sections.add(LocalPublication.slot(slotMid, MediaKind.AUDIO));
        }
        return new OfferWriter(onLoop(transport::credentials), identity.fingerprint(), List.of())
                .offer(Origin.of("1", 1), sections);
    }

    void answered(String sdp, SessionDescription offer) throws Exception {
        apply(AnswerReader.read(sdp, offer, Capabilities.STANDARD));
    }

    /** Answers an offer of the server's as a browser does: it chooses to begin DTLS. */
    String answer(String sdp) throws Exception {
        Offer offer = OfferReader.read(sdp, Capabilities.STANDARD, null);
        RemoteDescription server = offer.remote();
        RemoteDescription remote =
                new RemoteDescription(
                        server.ice(), server.fingerprints(), DtlsRole.CLIENT, server.sections());
        List<Candidate> candidates =
                offer
                        .description()
                        .media()
                        .get(0)
                        .attributes()
                        .all(Attribute.IceCandidate.class)
                        .stream()
                        .map(Attribute.IceCandidate::candidate)
                        .toList();
        Map<String, SlotIdentity> senders =
                voice == null ? Map.of() : Map.of(voice.mid(), voice.section(false).sender());
        LocalDescription local =
                new LocalDescription(
                        onLoop(transport::credentials), identity.fingerprint(), List.of(), senders);
        String answer =
                SdpWriter.write(
                        AnswerWriter.answer(
                                new Offer(offer.description(), remote, offer.revision()), local));
        apply(new Answer(offer.description(), remote, candidates, true));
        return answer;
    }

    private void apply(Answer answer) throws Exception {
        onLoop(() -> {
            transport.apply(System.nanoTime(), answer);
            for (MediaSection section : answer.remote().sections()) {
                if (voice != null && section.mid().equals(voice.mid())) {
                    voice.negotiated(section);
                }
            }
            return null;
        });
    }

    @Override
    public void onConnected(long nowNanos) {
        if (voice != null) {
            voice.resume();
        }
        connected.complete(null);
    }

    @Override
    public void onSrtp(long nowNanos, byte[] data, int offset, int length) {
        if (transport.unprotectRtp(data, offset, length) > 0) {
            received.incrementAndGet();
        }
    }

    @Override
    public void onRtcp(long nowNanos, byte[] data, int offset, int length) {}

    @Override
    public void onTick(long nowNanos) {}

    @Override
    public void onPathLost() {}

    @Override
    public void onFailed(IOException failure) {
        connected.completeExceptionally(failure);
    }

    @Override
    public void close() {
        loop.submit(
                        () -> {
                            if (voice != null) {
                                voice.close();
                            }
                            transport.close();
                        })
                .awaitUninterruptibly();
        group.close();
        handshakes.close();
    }
}
