package dev.sluice.bench.impair;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.browser.Chromium;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.client.PublishOptions;
import dev.sluice.signaling.server.BoundPort;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A server, a publisher beside it that replays recordings, a browser, and a proxy between server
 * and browser.
 */
final class ImpairedCall implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String ROOM = "impaired";
    private static final LinkProfile PERFECT = LinkProfile.parse("");
    private static final long SEED = 20_261_120;

    private final SluiceServer media;
    private final SignalingServer signaling;
    private final ClientGroup clients;
    private final Chromium chromium;
    private final HeadlessParticipant publisher;
    private final LocalPublication camera;
    private final TraceVideo video = new TraceVideo();
    private LocalPublication microphone;
    private ImpairingProxy proxy;

    ImpairedCall() throws Exception {
        BoundPort http = BoundPort.bind(SignalingConfig.builder().port(0).build());
        media =
                SluiceServer.start(
                        ServerConfig.DEFAULT
                                .withUdpPort(0)
                                .withLoops(1)
                                .withAddresses(List.of(LOOPBACK)));
        signaling = http.serve(media, media.tcpShare());
        chromium = Chromium.launch("--allow-loopback-in-peer-connection");
        clients = ClientGroup.start(1);
        URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
        JoinOptions options =
                JoinOptions.of(server, ROOM).withIdentity("recording").withSubscribe(false);
        publisher = get(clients.join(options, new ParticipantListener() {}));
        microphone = get(publisher.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
        camera =
                get(
                        publisher.publish(
                                new PublishOptions(Source.CAMERA, Codec.VP8, TraceVideo.RIDS)));
        get(publisher.connected());
        microphone.play(new TraceAudio(false));
        camera.play(video);
        proxy = proxy(PERFECT, PERFECT);
    }

    private ImpairingProxy proxy(LinkProfile up, LinkProfile down) throws Exception {
        return ImpairingProxy.start(
                new InetSocketAddress(LOOPBACK, 0),
                new InetSocketAddress(LOOPBACK, media.udpPort()),
                up,
                down,
                SEED);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** A viewer behind a link that is so from the start. */
    Viewer join(String up, String down) throws Exception {
        proxy.close();
        proxy = proxy(LinkProfile.parse(up), LinkProfile.parse(down));
        get(publisher.stats()); // Forgets how late packets left before.
        return Viewer.join(
                chromium, signaling.port(), media.udpPort(), proxy.address().getPort(), ROOM);
    }

    ImpairingProxy proxy() {
        return proxy;
    }

    TraceVideo video() {
        return video;
    }

    /** Publishes sound anew, as {@link Codec#OPUS} or {@link Codec#RED}. */
    void sound(Codec codec) throws Exception {
        get(publisher.unpublish(microphone));
        microphone = get(publisher.publish(PublishOptions.of(Source.MICROPHONE, codec)));
        microphone.play(new TraceAudio(codec == Codec.RED));
    }

    void mute(boolean muted) throws Exception {
        video.paused(muted);
        get(publisher.mute(camera, muted));
    }

    /** How late the publisher's packets left at worst since the last look or join, ms. */
    double publisherLateness() throws Exception {
        return get(publisher.stats()).latenessNanos() / 1e6;
    }

    @Override
    public void close() {
        proxy.close();
        chromium.close();
        clients.close();
        signaling.close();
        media.close();
    }
}
