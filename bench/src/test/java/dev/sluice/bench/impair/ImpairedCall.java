package dev.sluice.bench.impair;

import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.browser.Chromium;
import dev.sluice.signaling.browser.Page;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.server.BoundPort;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

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
    private final Recording publisher;
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
        publisher = record(ROOM, "recording", new TraceVideo());
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

    /** A viewer behind a link that is so from the start. */
    Viewer join(String up, String down) throws Exception {
        proxy.close();
        proxy = proxy(LinkProfile.parse(up), LinkProfile.parse(down));
        publisher.lateness(); // Forgets how late packets left before.
        return Viewer.join(
                chromium, signaling.port(), media.udpPort(), proxy.address().getPort(), ROOM);
    }

    /** Somebody else who publishes. */
    Recording record(String room, String identity, TraceVideo video) throws Exception {
        URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
        return Recording.join(clients, server, room, identity, video);
    }

    /** A page of the server's origin with nothing in it. */
    Page page() {
        return chromium.open("http://127.0.0.1:" + signaling.port() + "/health");
    }

    ImpairingProxy proxy() {
        return proxy;
    }

    /** Whom viewers see. */
    Recording publisher() {
        return publisher;
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
