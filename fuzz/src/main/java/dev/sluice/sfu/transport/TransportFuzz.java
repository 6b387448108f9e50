package dev.sluice.sfu.transport;

import dev.sluice.dtlssrtp.dtls.DtlsFailure;
import dev.sluice.dtlssrtp.dtls.DtlsIdentity;
import dev.sluice.dtlssrtp.dtls.DtlsRole;
import dev.sluice.dtlssrtp.dtls.HandshakeExecutor;
import dev.sluice.dtlssrtp.srtp.SrtpKeyingMaterial;
import dev.sluice.dtlssrtp.srtp.SrtpProfile;
import dev.sluice.dtlssrtp.srtp.SrtpSession;
import dev.sluice.fuzz.Check;
import dev.sluice.fuzz.Input;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.ice.stun.IceRole;
import dev.sluice.ice.stun.StunCodec;
import dev.sluice.ice.stun.StunKey;
import dev.sluice.ice.stun.StunMessage;
import dev.sluice.ice.stun.TransactionId;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.sfu.alloc.Decision;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.ParticipantInfo.ConnectionState;
import dev.sluice.sfu.api.Quality;
import dev.sluice.sfu.api.ReceiveMode;
import dev.sluice.sfu.forward.LoopLinks;
import dev.sluice.sfu.forward.PublishedTrack;
import dev.sluice.sfu.forward.PublisherClocks;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.sfu.net.MediaLoop;
import dev.sluice.sfu.net.MediaLoops;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A whole transport that publishes a video of two layers and subscribes to it, fed datagrams, time
 * and the room's wishes. It has keys, and what the input marks so is protected with them first.
 * Nothing may be thrown, and what leaves stays in proportion to what came.
 */
public final class TransportFuzz {

    private static final String MID = "v";
    private static final String SLOT = "s";
    private static final long SSRC = 0x11111111L;
    private static final long RTX_SSRC = 0x22222222L;
    private static final List<Codec> VIDEO = List.of(Codec.VP8, Codec.VP9, Codec.H264, Codec.AV1);
    private static final int MAX_STEPS = 200;
    private static final int MAX_SENT_PER_STEP = 600;
    private static final List<ReceiveMode> MODES = List.of(ReceiveMode.values());
    private static final IceCredentials REMOTE =
            new IceCredentials("them", "their-password-of-24-char");

    /** No socket of ours: what is sent along it is only counted. */
    private static final Tuple TUPLE =
            new Tuple(
                    Protocol.UDP,
                    new InetSocketAddress("192.0.2.1", 7882),
                    new InetSocketAddress("192.0.2.2", 5000));

    private static final MediaLoop LOOP = loop();
    private static final TransportContext CONTEXT = context();

    private final PeerTransport transport = new PeerTransport(LOOP, CONTEXT, new Deaf());
    private final SrtpSession peer = new SrtpSession(keys(false));
    private final byte[] scratch = new byte[2048];
    private long nowNanos = System.nanoTime();
    private int sequence;
    private String password = "";

    private TransportFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        LOOP.execute(() -> {
            try {
                run(new Input(data));
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new AssertionError("the transport threw", e.getCause());
        }
    }

    private static void run(Input input) {
        TransportFuzz fuzz = new TransportFuzz();
        try {
            fuzz.connect(input.uint8());
            long sent = LOOP.counters().droppedSend;
            int steps = 0;
            while (steps < MAX_STEPS && !input.isEmpty()) {
                fuzz.step(input);
                steps++;
            }
            long more = LOOP.counters().droppedSend - sent;
            Check.that(more <= (long) MAX_SENT_PER_STEP * (steps + 1), more + " datagrams left");
            fuzz.transport.stats(fuzz.nowNanos);
        } finally {
            fuzz.transport.close();
            fuzz.peer.close();
        }
    }

    private void connect(int choice) {
        Codec codec = VIDEO.get(choice % VIDEO.size());
        MediaSection published = section(MID, codec, true);
        agree(offer(REMOTE, published, section(SLOT, codec, false)));
        check();
        transport.secured(keys(true));
        PublishedTrack track =
                new PublishedTrack(
                        "p", false, published, new PublisherClocks(1), LOOP, transport, 1);
        transport.publish(track);
        transport.bindSlot(nowNanos, SLOT, track);
    }

    private void agree(RemoteDescription offer) {
        LocalDescription answer = transport.apply(nowNanos, offer);
        password = answer.ice().password();
    }

    private void step(Input input) {
        switch (input.uint8() & 7) {
            case 0 -> datagram(input.piece());
            case 1 -> media(input.piece());
            case 2 -> control(input.piece());
            case 3 -> packet(input);
            case 4 -> pass(input.uint16());
            case 5 -> check();
            case 6 -> transport.requestKeyframe(MID, input.uint8() & 3);
            default -> wish(input.uint8());
        }
    }

    private void datagram(byte[] data) {
        if (data.length > 0 && data.length <= MediaLoop.MAX_DATAGRAM_BYTES) {
            System.arraycopy(data, 0, scratch, MediaLoop.HEADROOM_BYTES, data.length);
            deliver(data.length);
        }
    }

    private void media(byte[] rtp) {
        if (rtp.length >= 12 && rtp.length < 1400) {
            System.arraycopy(rtp, 0, scratch, MediaLoop.HEADROOM_BYTES, rtp.length);
            int length = peer.protectRtp(scratch, MediaLoop.HEADROOM_BYTES, rtp.length);
            deliver(length);
        }
    }

    private void control(byte[] rtcp) {
        if (rtcp.length >= 8 && rtcp.length < 1400) {
            System.arraycopy(rtcp, 0, scratch, MediaLoop.HEADROOM_BYTES, rtcp.length);
            int length = peer.protectRtcp(scratch, MediaLoop.HEADROOM_BYTES, rtcp.length);
            deliver(length);
        }
    }

    /** A well-formed packet of the publication, with a payload from the input. */
    private void packet(Input input) {
        int flags = input.uint8();
        sequence += 1 + (flags & 3);
        byte[] payload = input.bytes(input.uint8());
        ByteBuffer out = ByteBuffer.allocate(12 + payload.length);
        out.put((byte) 0x80).put((byte) (96 | (flags & 0x80)));
        out.putShort((short) sequence).putInt(sequence * 3000).putInt((int) SSRC).put(payload);
        media(out.array());
    }

    private void deliver(int length) {
        if (length > 0) {
            transport.onDatagram(nowNanos, TUPLE, scratch, MediaLoop.HEADROOM_BYTES, length);
        }
    }

    private void pass(int millis) {
        nowNanos += millis * 1_000_000L;
        if (transport.nextDeadlineNanos() <= nowNanos) {
            transport.onTimeout(nowNanos);
        }
    }

    /** An authenticated connectivity check. */
    private void check() {
        StunMessage request =
                StunMessage.check(
                        new TransactionId(1, sequence),
                        transport.usernameFragment() + ":" + REMOTE.usernameFragment(),
                        1,
                        true,
                        IceRole.CONTROLLING,
                        1);
        byte[] data = StunCodec.encode(request, new StunKey(password));
        datagram(data);
    }

    private void wish(int choice) {
        switch (choice & 3) {
            case 0 -> transport.receiveMode(nowNanos, MODES.get((choice >>> 2) % MODES.size()));
            case 1 -> transport.bindSlot(nowNanos, SLOT, null);
            case 2 -> agree(offer(REMOTE, section(MID, Codec.VP8, true)));
            default -> restart();
        }
    }

    private void restart() {
        IceCredentials fresh = new IceCredentials("new" + sequence, REMOTE.password());
        agree(offer(fresh, section(SLOT, Codec.VP8, false)));
    }

    private RemoteDescription offer(IceCredentials ice, MediaSection... sections) {
        return new RemoteDescription(
                ice, List.of(CONTEXT.identity().fingerprint()), DtlsRole.SERVER, List.of(sections));
    }

    private static MediaSection section(String mid, Codec codec, boolean sends) {
        return new MediaSection(
                mid,
                MediaKind.VIDEO,
                sends,
                !sends,
                List.of(new NegotiatedCodec(codec, 96, 97, "", true, true, true, true, true)),
                Map.of(
                        Extension.MID, 1,
                        Extension.RID, 2,
                        Extension.REPAIRED_RID, 3,
                        Extension.TRANSPORT_CC, 4,
                        Extension.ABS_SEND_TIME, 5,
                        Extension.DEPENDENCY_DESCRIPTOR, 6,
                        Extension.VIDEO_LAYERS_ALLOCATION, 7),
                List.of(),
                sends ? List.of(new MediaSection.SignalledStream(SSRC, RTX_SSRC)) : List.of(),
                true);
    }

    private static SrtpKeyingMaterial keys(boolean client) {
        SrtpProfile profile = SrtpProfile.PREFERENCE.get(0);
        return SrtpKeyingMaterial.ofExport(
                profile, new byte[SrtpKeyingMaterial.exportBytes(profile)], client);
    }

    private static MediaLoop loop() {
        try {
            return MediaLoops.open(List.of(InetAddress.getLoopbackAddress()), 0, 1, Limits.DEFAULT)
                    .all()
                    .get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TransportContext context() {
        SrtpSession.warmUp();
        StunCodec.warmUp();
        Random random = new Random(9);
        return new TransportContext(
                DtlsIdentity.generate(new java.security.SecureRandom()),
                new HandshakeExecutor(),
                new IceCredentialsFactory(random),
                List::of,
                List.of(LoopResources.of(new LoopLinks(List.of(LOOP)), new FailedChecks(1_000))),
                NtpClock.start(),
                20_000,
                null,
                new Deaf(),
                random);
    }

    /** Told much, does nothing. */
    private static final class Deaf implements TransportListener, TransportObserver {

        @Override
        public void onState(ConnectionState state) {}

        @Override
        public void onLayersWanted(String publicationId, int highest) {}

        @Override
        public void onAudioLevels(String publicationId, byte[] levels) {}

        @Override
        public void onQuality(Quality quality) {}

        @Override
        public void onAudioFallback(boolean active) {}

        @Override
        public void onUndecodable(String publicationId, String codec) {}

        @Override
        public void onDead(String reason) {}

        @Override
        public void onHandshake(long nanos) {}

        @Override
        public void onHandshakeFailed(DtlsFailure failure) {}

        @Override
        public void onConnected(long nanos) {}

        @Override
        public void onDecision(Decision decision) {}

        @Override
        public void onSample(
                long estimateBps, long queueDelayNanos, long roundTripNanos, double loss) {}
    }
}
