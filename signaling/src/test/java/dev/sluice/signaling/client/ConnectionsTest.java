package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.ParticipantInfo;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.PeerConnection;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomEvent;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.api.TransportStats;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.sdp.Offer;
import dev.sluice.signaling.sdp.SdpWriter;
import dev.sluice.signaling.sdp.SessionDescription;
import dev.sluice.signaling.sdp.StandardCodecs;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import dev.sluice.signaling.session.Negotiation;
import dev.sluice.signaling.session.ServerOffers;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Participants with several connections, and offers from either side. */
@Timeout(300)
class ConnectionsTest {

    private final List<RoomEvent> told = new CopyOnWriteArrayList<>();
    private final Recorder heard = new Recorder();
    private SluiceServer media;
    private SignalingServer signaling;
    private ClientGroup clients;
    private LocalPublication bobsVoice;
    private Participant ada;

    @BeforeEach
    void start() throws Exception {
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(2)
                                .withAddresses(List.of(InetAddress.getByName("127.0.0.1"))));
        signaling = SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
        clients = ClientGroup.start(1);
        URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
        HeadlessParticipant bob =
                get(clients.join(JoinOptions.of(server, "kitchen").withIdentity("bob"), heard));
        bobsVoice = get(bob.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
        bobsVoice.play(new AudioSource(80, 20, AudioSource.TALKS, PayloadStamp.NONE, 0));
        ada =
                get(media.join("kitchen", JoinRequest.builder("ada", "Ada").build(), told::add))
                        .participant();
    }

    @AfterEach
    void stop() {
        clients.close();
        signaling.close();
        media.close();
    }

    @Test
    void shouldPublishAndReceiveOverConnectionsOfTheirOwn() throws Exception {
        PeerConnection up = get(ada.connect("up"));
        PeerConnection down = get(ada.connect("down"));
        refused(Code.CONFLICT, ada.connect("up"));
        refused(Code.BAD_REQUEST, ada.connect("not a name"));
        try (RawPeer sending = new RawPeer();
                RawPeer receiving = new RawPeer()) {
            String voice = get(ada.publish(Source.MICROPHONE, MediaKind.AUDIO));
            sending.talk("0", voice);
            negotiate(up, sending, null, Map.of("0", voice));
            // The same mid as on the other connection.
            negotiate(down, receiving, "0", Map.of());

            await(() -> heard.packets(voice).size() >= 20);
            await(() -> receiving.received.get() >= 20);
            await(() -> adaAsOthersSeeHer().connection() == ConnectionState.CONNECTED);
            assertEquals(List.of("down/0"), boundSections());
            TransportStats stats = get(ada.stats());
            assertEquals(List.of("down/0"), stats.slots().stream().map(s -> s.mid()).toList());
            assertEquals(List.of("up/0"), stats.encodings().stream().map(e -> e.mid()).toList());

            get(up.close());
            await(() -> adaAsOthersSeeHer().publications().isEmpty());
            int before = receiving.received.get();
            await(() -> receiving.received.get() >= before + 20);
            refused(Code.NOT_FOUND, up.stats());
            refused(Code.NOT_FOUND, up.offer(List.of()));
            get(ada.connect("up"));
        }
    }

    @Test
    void shouldOfferToThePeer() throws Exception {
        PeerConnection both = get(ada.connect("both"));
        String voice = get(ada.publish(Source.MICROPHONE, MediaKind.AUDIO));
        List<MediaSection> sections =
                List.of(
                        StandardCodecs.section("slot", MediaKind.AUDIO, false, true),
                        StandardCodecs.section("voice", MediaKind.AUDIO, true, false));
        ServerOffers offers = new ServerOffers("4611686018427387904");
        LocalDescription local = get(both.offer(sections));
        ServerOffers small =
                new ServerOffers("1", Limits.DEFAULT.with(Limit.SDP_CHARACTERS, 4_096));
        String unused = small.offer(sections, local);
        RejectedException tooLong =
                assertThrows(RejectedException.class, () -> small.answer("x".repeat(4_097)));
        assertEquals(Code.TOO_LARGE, tooLong.code());
        try (RawPeer peer = new RawPeer()) {
            peer.talk("voice", voice);
            String answer = peer.answer(offers.offer(sections, local));
            get(both.accept(offers.answer(answer), Map.of("voice", voice)));

            await(() -> heard.packets(voice).size() >= 20);
            await(() -> peer.received.get() >= 20);
            assertEquals(List.of("both/slot"), boundSections());

            SessionDescription offer = peer.offer("slot");
            Offer read = new Negotiation().read(SdpWriter.write(offer));
            refused(Code.CONFLICT, both.negotiate(read.remote(), Map.of(), 0));
            refused(Code.BAD_REQUEST, ada.negotiate(read.remote(), Map.of("voice", voice), 0));
        }
    }

    private void negotiate(
            PeerConnection connection,
            RawPeer peer,
            String slotMid,
            Map<String, String> publications)
            throws Exception {
        SessionDescription description = peer.offer(slotMid);
        Negotiation negotiation = new Negotiation();
        Offer offer = negotiation.read(SdpWriter.write(description));
        LocalDescription local = get(connection.negotiate(offer.remote(), publications, 0));
        peer.answered(negotiation.answer(offer, local), description);
    }

    private ParticipantInfo adaAsOthersSeeHer() throws Exception {
        return get(media.participants("kitchen")).stream()
                .filter(participant -> participant.identity().equals("ada"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> boundSections() {
        return told.stream()
                .filter(event ->
                        event instanceof RoomEvent.SlotBound bound && bound.publication() != null)
                .map(event -> ((RoomEvent.SlotBound) event).mid())
                .toList();
    }

    private static void refused(Code code, CompletionStage<?> stage) {
        CompletionException failure =
                assertThrows(
                        CompletionException.class,
                        () -> stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join());
        assertTrue(failure.getCause() instanceof RejectedException, failure.toString());
        assertEquals(code, ((RejectedException) failure.getCause()).code());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("waited 30 s");
            }
            Thread.sleep(10);
        }
    }
}
