package outside;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.sfu.tap.KeyframeListener;
import dev.sluice.sfu.tap.MediaWriter;
import dev.sluice.sfu.tap.TapConfig;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Joins, publishes and listens, with nothing but the installed library. */
public final class Outside {

    private Outside() {}

    public static void main(String... args) throws Exception {
        CountDownLatch heard = new CountDownLatch(10);
        try (SluiceServer server = SluiceServer.start(ServerConfig.DEFAULT.withUdpPort(0))) {
            JoinRequest ada = JoinRequest.builder("ada", "Ada").build();
            Participant participant =
                    server.join("kitchen", ada, event -> {}).toCompletableFuture().join().participant();
            MediaWriter voice =
                    server.publish(participant, Source.MICROPHONE, Codec.OPUS, KeyframeListener.NONE)
                            .toCompletableFuture()
                            .join();
            server.tap("kitchen", voice.publicationId(), TapConfig.DEFAULT, p -> heard.countDown())
                    .toCompletableFuture()
                    .join();
            for (int i = 0; i < 100 && heard.getCount() > 0; i++) {
                voice.writeFrame(new byte[] {(byte) 0xF8, 0}, i * 960L, 30);
                Thread.sleep(20);
            }
            if (!heard.await(1, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nothing was heard");
            }
        }
        System.out.println("outside: heard");
    }
}
