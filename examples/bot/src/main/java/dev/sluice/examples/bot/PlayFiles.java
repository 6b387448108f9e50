package dev.sluice.examples.bot;

import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.signaling.server.SignalingConfig;
import dev.sluice.signaling.server.SignalingServer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A server with a bot in the room "cinema"; arguments: an Ogg Opus and an IVF file. */
public final class PlayFiles {

    private PlayFiles() {}

    /** Runs until it is ended. */
    public static void main(String... args) throws Exception {
        if (args.length != 2) {
            System.err.println("give two files: SOUND.ogg PICTURES.ivf");
            System.exit(2);
        }
        try (SluiceServer media = SluiceServer.start(ServerConfig.DEFAULT);
                SignalingServer signaling =
                        SignalingServer.start(SignalingConfig.builder().build(), media);
                Bot bot = new Bot(media, "cinema")) {
            bot.play(OggReader.read(Path.of(args[0])), IvfReader.read(Path.of(args[1])));
            System.out.println("http://localhost:" + signaling.port() + "/?room=cinema");
            new CountDownLatch(1).await();
        }
    }
}
