package dev.sluice.signaling.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.kit.RebindingNat;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A NAT gives both ends of a call other ports, and tells nobody. */
@Timeout(120)
class NatRebindingTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void shouldGoOnBeforeTheNextConsentCheckIsDue() throws Exception {
        try (RebindingNat nat = new RebindingNat();
                SluiceServer media =
                        SluiceServer.start(
                                ServerConfig.DEFAULT
                                        .withUdpPort(0)
                                        .withLoops(2)
                                        .withAddresses(List.of(LOOPBACK))
                                        .withAdvertised(
                                                List.of(
                                                        new InetSocketAddress(
                                                                LOOPBACK, nat.port()))));
                SignalingServer signaling =
                        SignalingServer.start(SignalingConfig.builder().port(0).build(), media);
                ClientGroup clients = ClientGroup.start(1)) {
            nat.leadTo(media.udpPort());
            URI server = URI.create("ws://127.0.0.1:" + signaling.port() + "/ws");
            Recorder heard = new Recorder();
            HeadlessParticipant alice = join(clients, server, "alice", new Recorder());
            HeadlessParticipant bob = join(clients, server, "bob", heard);
            LocalPublication voice =
                    get(alice.publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS)));
            get(alice.connected());
            get(bob.connected());
            voice.play(new AudioSource(80, 20, AudioSource.TALKS, PayloadStamp.NONE, 0));
            hears(heard, voice, 50);
            long gapMillis = Long.MAX_VALUE;
            // The fastest of three: what else runs on the machine is not the client's doing.
            for (int i = 0; i < 3 && gapMillis >= 2_000; i++) {
                nat.rebind();
                long since = System.nanoTime();
                hears(heard, voice, 50);
                gapMillis = Math.min(gapMillis, (System.nanoTime() - since) / 1_000_000 - 1_000);
            }
            System.out.println("NAT rebinding of both ends: about " + gapMillis + " ms");
            // By consent checks alone it would be 4 s at best.
            assertTrue(gapMillis < 3_000, gapMillis + " ms");
            get(alice.leave());
            get(bob.leave());
        }
    }

    /** Waits until that many further packets came, which are spoken in a second. */
    private static void hears(Recorder heard, LocalPublication voice, int more) throws Exception {
        int before = heard.packets(voice.id()).size();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (heard.packets(voice.id()).size() < before + more) {
            assertTrue(System.nanoTime() - end < 0, "nothing more is heard");
            Thread.sleep(10);
        }
    }

    private static HeadlessParticipant join(
            ClientGroup clients, URI server, String name, Recorder listener) throws Exception {
        return get(clients.join(JoinOptions.of(server, "nat").withIdentity(name), listener));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
