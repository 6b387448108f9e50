package dev.sluice.sfu.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dtlssrtp.dtls.DtlsIdentity;
import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.dtlssrtp.dtls.HandshakeExecutor;
import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.ice.agent.IceLiteAgent;
import dev.sluice.ice.stun.IceRole;
import dev.sluice.ice.stun.StunCodec;
import dev.sluice.ice.stun.StunKey;
import dev.sluice.ice.stun.StunMessage;
import dev.sluice.ice.stun.TransactionId;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.forward.PacketCache;
import dev.sluice.rtp.rtcp.RtcpWriter;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.forward.LoopLinks;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.PublisherClocks;
import dev.sluice.sfu.kit.OnLoop;
import dev.sluice.sfu.metrics.ServerMetrics;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.sfu.net.MediaLoop;
import dev.sluice.sfu.net.MediaLoops;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A subscriber that asks too much: what reaches the publisher, and what of its own it takes. */
class FeedbackFloodTest {

    private static final int FLOOD = 10_000;
    private static final int SENT = 50;
    private static final int ADDRESSES = 40;
    private static final int STREAMS = 600;

    /** Sequence numbers that one message can ask for: 17 items of 17. */
    private static final int NACK_REACH = 17 * 17;

    private static final long SSRC = 0x11111111L;
    private static final IceCredentials REMOTE =
            new IceCredentials("them", "their-password-of-24-char");

    /** No socket of ours: what leaves is counted, and goes nowhere. */
    private static final Tuple TUPLE =
            new Tuple(
                    Protocol.UDP,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));

    private final byte[] scratch = new byte[2048];
    private final SrtpSession peer = new SrtpSession(keys(false));
    private final HandshakeExecutor handshakes = new HandshakeExecutor();
    private MediaLoops loops;
    private MediaLoop loop;
    private LoopResources resources;
    private ServerMetrics metrics;
    private PeerTransport transport;
    private LocalDescription answer;

    @BeforeEach
    void connect() throws Exception {
        loops = MediaLoops.open(List.of(InetAddress.getLoopbackAddress()), 0, 1, Limits.DEFAULT);
        loop = loops.all().get(0);
        metrics = new ServerMetrics(new CompositeMeterRegistry());
        resources = LoopResources.of(new LoopLinks(List.of(loop)), new FailedChecks(1_000));
        TransportContext context =
                new TransportContext(
                        DtlsIdentity.generate(new SecureRandom()),
                        handshakes,
                        new IceCredentialsFactory(new SecureRandom()),
                        List::of,
                        List.of(resources),
                        NtpClock.start(),
                        1_000_000,
                        null,
                        metrics,
                        new SecureRandom());
        onLoop(() -> {
            transport = new PeerTransport(loop, context, new NoListener());
            answer =
                    transport.apply(
                            System.nanoTime(),
                            new RemoteDescription(
                                    REMOTE,
                                    List.of(context.identity().fingerprint()),
                                    DtlsRole.SERVER,
                                    List.of(section("v", true), section("s", false))));
            check(TUPLE);
            transport.secured(keys(true));
            PublishedTrack track =
                    new PublishedTrack(
                            "p",
                            false,
                            section("v", true),
                            new PublisherClocks(1),
                            loop,
                            transport,
                            1);
            transport.publish(track);
            transport.bindSlot(System.nanoTime(), "s", track);
        });
        for (int i = 0; i < SENT; i++) {
            int sequence = i;
            onLoop(() -> media(sequence));
        }
    }

    @AfterEach
    void close() throws Exception {
        onLoop(() -> transport.close());
        loops.close();
        handshakes.close();
    }

    @Test
    void shouldPassOnTwoKeyframeRequestsASecondOfTenThousand() throws Exception {
        long before = measure(Measure.KEYFRAME_REQUESTS_OUT);
        long begun = System.nanoTime();
        ask(writer -> writer.pli(1, slotSsrc()));
        ask(writer -> writer.fir(1, slotSsrc(), 7));
        // One more second, in which what was kept back may come.
        TimeUnit.MILLISECONDS.sleep(600);
        double seconds = (System.nanoTime() - begun) / 1e9;
        long requests = measure(Measure.KEYFRAME_REQUESTS_OUT) - before;
        System.out.printf(
                "Keyframe requests: %d PLI and FIR in %.1f s, %d upstream%n",
                2 * FLOOD, seconds, requests);
        assertTrue(requests >= 1 && requests <= 1 + 2 * seconds, requests + " in " + seconds);
    }

    @Test
    void shouldNotHearRequestsForStreamsOfOthers() throws Exception {
        long before = measure(Measure.KEYFRAME_REQUESTS_OUT);
        ask(writer -> writer.pli(1, slotSsrc() + 1));
        TimeUnit.MILLISECONDS.sleep(600);
        assertEquals(before, measure(Measure.KEYFRAME_REQUESTS_OUT));
    }

    /** All that there are, 20 times: the slot starts at a number of its own. */
    @Test
    void shouldResendNoMoreThanItsShare() throws Exception {
        int asked = 0;
        long before = measure(Measure.SENT_RTX);
        for (int round = 0; round < 20; round++) {
            for (int first = 0; first < 65_536; first += NACK_REACH, asked += NACK_REACH) {
                int from = first;
                onLoop(() -> {
                    RtcpWriter writer = new RtcpWriter();
                    for (int i = from; i < from + NACK_REACH; i++) {
                        writer.nack(1, slotSsrc(), i & 0xFFFF);
                    }
                    control(writer);
                });
            }
        }
        long resent = measure(Measure.SENT_RTX) - before;
        System.out.printf("NACK flood: %d sequence numbers, %d resent%n", asked, resent);
        assertTrue(resent >= 1 && resent <= 3 * SENT, resent + " resends of " + SENT);
    }

    @Test
    void shouldCountWhatCannotBeSentAgainBeforeItsTime() throws Exception {
        assertEquals(0, measure(Measure.EVICTED_RESEND));
        onLoop(() -> {
            for (int i = SENT; i < SENT + PacketCache.MAX_PACKETS; i++) {
                media(i);
            }
        });
        assertEquals(SENT, measure(Measure.EVICTED_RESEND));
    }

    /** No transport-wide feedback is negotiated here. */
    @Test
    void shouldFollowTheEstimateOfAPeerWithoutTransportWideFeedback() throws Exception {
        for (long bps : new long[] {1_200_000, 100_000}) {
            onLoop(() -> {
                RtcpWriter writer = new RtcpWriter();
                assertTrue(writer.remb(1, bps, new long[] {slotSsrc()}, 1));
                control(writer);
                assertEquals(bps, transport.stats(System.nanoTime()).estimateBps(), bps / 1e4);
            });
        }
    }

    @Test
    void shouldCountAddressesThatGiveWayToNewerOnes() throws Exception {
        onLoop(() -> {
            for (int port = 1; port <= ADDRESSES; port++) {
                check(
                        new Tuple(
                                Protocol.UDP,
                                TUPLE.local(),
                                new InetSocketAddress("10.0.0.1", port)));
            }
        });
        int kept = IceLiteAgent.Config.DEFAULT.maxTuples();
        assertEquals(1 + ADDRESSES - kept, measure(Measure.EVICTED_TUPLE));
    }

    @Test
    void shouldCountStreamsThatGiveWayToNewerOnes() throws Exception {
        onLoop(() -> {
            for (int i = 0; i < STREAMS; i++) {
                byte[] rtp = new byte[100];
                rtp[0] = (byte) 0x80;
                rtp[1] = (byte) 96;
                rtp[8] = (byte) 0x80;
                rtp[10] = (byte) (i >> 8);
                rtp[11] = (byte) i;
                System.arraycopy(rtp, 0, scratch, 64, rtp.length);
                deliver(TUPLE, peer.protectRtp(scratch, 64, rtp.length));
            }
        });
        long evicted = measure(Measure.EVICTED_SRTP_CONTEXT);
        assertTrue(evicted > 0 && evicted < STREAMS, evicted + " of " + STREAMS);
    }

    private interface Request {
        boolean write(RtcpWriter writer);
    }

    private void ask(Request request) throws Exception {
        for (int i = 0; i < FLOOD; i += 100) {
            onLoop(() -> {
                for (int j = 0; j < 100; j++) {
                    RtcpWriter writer = new RtcpWriter();
                    request.write(writer);
                    control(writer);
                }
            });
        }
    }

    private long slotSsrc() {
        return answer.slots().get("s").ssrc();
    }

    private long measure(Measure measure) throws Exception {
        long[] value = new long[1];
        onLoop(() -> {
            long now = System.nanoTime();
            value[0] =
                    resources.totals()
                            .collect(now, loop, loop.meter().read(now), 0, metrics)[
                            measure.index()];
        });
        return value[0];
    }

    private void check(Tuple from) {
        byte[] data =
                StunCodec.encode(
                        StunMessage.check(
                                new TransactionId(1, 1),
                                answer.ice().usernameFragment() + ":them",
                                1,
                                true,
                                IceRole.CONTROLLING,
                                1),
                        new StunKey(answer.ice().password()));
        System.arraycopy(data, 0, scratch, 64, data.length);
        deliver(from, data.length);
    }

    /** A keyframe of VP8 in one packet, then frames behind it. */
    private void media(int sequence) {
        byte[] rtp = new byte[600];
        rtp[0] = (byte) 0x80;
        rtp[1] = (byte) (0x80 | 96);
        rtp[2] = (byte) (sequence >> 8);
        rtp[3] = (byte) sequence;
        rtp[6] = (byte) (sequence >> 3);
        rtp[8] = rtp[9] = rtp[10] = rtp[11] = 0x11;
        rtp[12] = 0x10;
        rtp[13] = (byte) (sequence == 0 ? 0 : 1);
        System.arraycopy(rtp, 0, scratch, 64, rtp.length);
        deliver(TUPLE, peer.protectRtp(scratch, 64, rtp.length));
    }

    private void control(RtcpWriter writer) {
        System.arraycopy(writer.data(), 0, scratch, 64, writer.length());
        deliver(TUPLE, peer.protectRtcp(scratch, 64, writer.length()));
    }

    private void deliver(Tuple from, int length) {
        assertTrue(length > 0);
        transport.onDatagram(System.nanoTime(), from, scratch, 64, length);
    }

    private void onLoop(OnLoop.Task task) throws Exception {
        OnLoop.run(loop, task);
    }

    private static MediaSection section(String mid, boolean sends) {
        return new MediaSection(
                mid,
                MediaKind.VIDEO,
                sends,
                !sends,
                List.of(new NegotiatedCodec(Codec.VP8, 96, 97, "", true, true, true, false, false)),
                Map.of(),
                List.of(),
                sends ? List.of(new MediaSection.SignalledStream(SSRC, SSRC + 1)) : List.of(),
                false);
    }

    private static SrtpKeyingMaterial keys(boolean client) {
        SrtpProfile profile = SrtpProfile.PREFERENCE.get(0);
        return SrtpKeyingMaterial.ofExport(
                profile, new byte[SrtpKeyingMaterial.exportBytes(profile)], client);
    }
}
