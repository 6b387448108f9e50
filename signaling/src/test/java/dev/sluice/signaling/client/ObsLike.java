package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.dtlssrtp.dtls.DtlsIdentity;
import dev.sluice.dtlssrtp.dtls.HandshakeExecutor;
import dev.sluice.ice.agent.IceCredentialsFactory;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.rtcp.ReportBlock;
import dev.sluice.rtp.rtcp.RtcpHandler;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.FrameSizes;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.client.source.VideoConfig;
import dev.sluice.signaling.client.source.VideoShape;
import dev.sluice.signaling.client.source.VideoSource;
import dev.sluice.signaling.kit.TestServer;
import dev.sluice.signaling.sdp.Answer;
import dev.sluice.signaling.sdp.AnswerReader;
import dev.sluice.signaling.sdp.Capabilities;
import dev.sluice.signaling.sdp.OfferWriter;
import dev.sluice.signaling.sdp.Origin;
import dev.sluice.signaling.sdp.SdpWriter;
import dev.sluice.signaling.sdp.SessionDescription;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes by WHIP as OBS does: takes nothing but a 201, sends no PATCH, keyframes at fixed times
 * and never because somebody asks, H264 in three layers called 0, 1 and 2, the largest first.
 */
final class ObsLike implements AutoCloseable {

    static final long KEYFRAME_NANOS = 1_000_000_000L;

    private static final List<String> RIDS = List.of("0", "1", "2");
    private static final long PATIENCE_SECONDS = 30;
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;

    /** How often the server asked for a keyframe, all layers together. */
    final AtomicInteger keyframeRequests = new AtomicInteger();

    /** The streams that the server reports on: those that it takes. */
    final Set<Long> reported = ConcurrentHashMap.newKeySet();

    private final TestServer server;
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(
                    1,
                    Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final HandshakeExecutor handshakes = new HandshakeExecutor();
    private final SecureRandom random = new SecureRandom();
    private final EventLoop eventLoop = (EventLoop) group.next();
    private final ClientTransport transport;
    private final String location;
    private ClientMedia media;

    ObsLike(TestServer server, String room) throws Exception {
        this.server = server;
        DtlsIdentity identity = DtlsIdentity.generate(random);
        long wall = (Instant.now().getEpochSecond() + SECONDS_1900_TO_1970) * 1_000_000_000L;
        ClientGroup.Shared shared =
                new ClientGroup.Shared(
                        identity,
                        handshakes,
                        new IceCredentialsFactory(random),
                        random,
                        null,
                        wall - System.nanoTime());
        transport =
                onLoop(() ->
                        new ClientTransport(
                                new ClientLoop(eventLoop),
                                shared,
                                MediaOptions.DEFAULT,
                                new Listener()));
        media =
                new ClientMedia(
                        transport,
                        new ParticipantListener() {},
                        1,
                        random,
                        shared.wallOffsetNanos());
        LocalPublication voice =
                publication(Source.MICROPHONE, MediaKind.AUDIO, "0", Codec.OPUS, List.of());
        LocalPublication camera =
                publication(Source.CAMERA, MediaKind.VIDEO, "1", Codec.H264, RIDS);
        SessionDescription offer =
                onLoop(() ->
                        new OfferWriter(transport.credentials(), identity.fingerprint(), List.of())
                                .offer(
                                        Origin.of("7", 1),
                                        List.of(voice.section(false), camera.section(false))));
        HttpResponse<String> created =
                server.request(
                        "POST",
                        "/whip/" + room,
                        SdpWriter.write(offer),
                        "Content-Type",
                        "application/sdp");
        assertEquals(201, created.statusCode(), created.body());
        location = created.headers().firstValue("Location").orElseThrow();
        Answer answer = AnswerReader.read(created.body(), offer, Capabilities.STANDARD);
        onLoop(() -> {
            media.add(voice);
            media.add(camera);
            media.configure(answer.remote());
            transport.apply(System.nanoTime(), answer);
            return null;
        });
        voice.play(new AudioSource(80, 20, packet -> 20, PayloadStamp.NONE, 0));
        camera.play(new Camera());
    }

    private LocalPublication publication(
            Source source, MediaKind kind, String mid, Codec codec, List<String> rids) {
        return new LocalPublication(
                new RemotePublication(mid, "obs", source, kind, false),
                new PublishOptions(source, codec, rids),
                mid,
                transport,
                eventLoop,
                random);
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        return eventLoop.submit(task).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Says goodbye, as OBS does when streaming is stopped. */
    @Override
    public void close() {
        server.request("DELETE", location, "");
        CompletableFuture.runAsync(
                        () -> {
                            media.close();
                            transport.close();
                        },
                        eventLoop)
                .join();
        handshakes.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Keyframes of all layers by the clock. */
    private final class Camera implements PacketSource {

        private final VideoSource video =
                new VideoSource(
                        new VideoConfig(
                                Codec.H264,
                                List.of(
                                        FrameSizes.constant(3_000, 9_000),
                                        FrameSizes.constant(1_500, 5_000),
                                        FrameSizes.constant(600, 2_500)),
                                30,
                                1_000,
                                VideoShape.BURST,
                                1,
                                PayloadStamp.NONE,
                                0));
        private long keyframeAt = KEYFRAME_NANOS;

        @Override
        public long nextNanos() {
            return video.nextNanos();
        }

        @Override
        public void write(long nowNanos, MediaToSend packet) {
            if (video.nextNanos() >= keyframeAt) {
                keyframeAt += KEYFRAME_NANOS;
                for (int layer = 0; layer < RIDS.size(); layer++) {
                    video.onKeyframeRequest(layer);
                }
            }
            video.write(nowNanos, packet);
        }

        @Override
        public void onKeyframeRequest(int encoding) {
            keyframeRequests.incrementAndGet();
        }
    }

    private final class Listener implements ClientTransport.Listener, RtcpHandler {

        private final RtcpParser parser = new RtcpParser();

        @Override
        public void onConnected(long nowNanos) {
            media.onConnected();
        }

        @Override
        public void onSrtp(long nowNanos, byte[] data, int offset, int length) {
            media.onSrtp(nowNanos, data, offset, length);
        }

        @Override
        public void onRtcp(long nowNanos, byte[] data, int offset, int length) {
            parser.parse(nowNanos, data, offset, length, this);
            media.onRtcp(nowNanos, data, offset, length);
        }

        @Override
        public void onReportBlock(long nowNanos, long reporter, ReportBlock block) {
            reported.add(block.ssrc);
        }

        @Override
        public void onTick(long nowNanos) {
            media.onTick(nowNanos);
        }

        @Override
        public void onPathLost() {}

        @Override
        public void onFailed(IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
