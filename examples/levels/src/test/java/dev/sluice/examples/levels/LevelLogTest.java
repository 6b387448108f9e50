package dev.sluice.examples.levels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.sfu.tap.KeyframeListener;
import dev.sluice.sfu.tap.MediaWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LevelLogTest {

    @Test
    void shouldWriteTheLevelOfEveryPacket(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("levels.txt");
        ServerConfig config =
                ServerConfig.DEFAULT
                        .withUdpPort(0)
                        .withAddresses(List.of(InetAddress.getLoopbackAddress()));
        MediaWriter voice;
        try (SluiceServer server = SluiceServer.start(config)) {
            LevelLog log = new LevelLog(server, file);
            JoinRequest ada = JoinRequest.builder("ada", "Ada").build();
            Participant speaker = get(server.join("kitchen", ada, event -> {})).participant();
            voice =
                    get(
                            server.publish(
                                    speaker, Source.MICROPHONE, Codec.OPUS, KeyframeListener.NONE));
            // The tap opens beside the call: what was said before is not in the file.
            for (int i = 0; i < 100; i++) {
                voice.writeFrame(new byte[] {(byte) 0xF8, 0}, i * 960L, 10 + i);
                Thread.sleep(5);
            }
            get(speaker.leave());
            log.close();
        }
        List<String> lines = Files.readAllLines(file);
        assertTrue(lines.size() > 50, lines.size() + " lines");
        long now = System.currentTimeMillis();
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split(" ");
            assertTrue(Math.abs(Long.parseLong(words[0]) - now) < 60_000, lines.get(i));
            assertEquals(voice.publicationId(), words[1]);
            assertEquals(-(110 - lines.size() + i), Integer.parseInt(words[2]));
        }
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
