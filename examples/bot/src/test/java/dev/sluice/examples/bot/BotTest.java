package dev.sluice.examples.bot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sfu.server.ServerConfig;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.sfu.tap.FrameAssembler;
import dev.sluice.sfu.tap.MediaFrame;
import dev.sluice.sfu.tap.TapConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BotTest {

    @TempDir Path directory;

    @Test
    void shouldReadOggPacketsAcrossSegmentsAndPages() throws IOException {
        byte[] longPacket = new byte[600];
        longPacket[599] = 7;
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(page("OpusHead12".getBytes(StandardCharsets.US_ASCII), 10));
        file.writeBytes(page("OpusTags".getBytes(StandardCharsets.US_ASCII), 8));
        byte[] first = new byte[510];
        System.arraycopy(longPacket, 0, first, 0, 510);
        file.writeBytes(page(first, 255, 255));
        byte[] rest = new byte[93];
        System.arraycopy(longPacket, 510, rest, 0, 90);
        file.writeBytes(page(rest, 90, 3));

        List<byte[]> packets = OggReader.read(write("a.ogg", file.toByteArray()));
        assertEquals(2, packets.size());
        assertArrayEquals(longPacket, packets.get(0));
        assertEquals(3, packets.get(1).length);
        assertThrows(IOException.class, () -> OggReader.read(write("b.ogg", new byte[99])));
    }

    @Test
    void shouldPlayAFileOverAndOver() throws Exception {
        List<IvfReader.Frame> pictures = IvfReader.read(write("a.ivf", ivf(3)));
        assertEquals(
                List.of(0L, 3_000L, 6_000L),
                pictures.stream().map(IvfReader.Frame::timestamp).toList());
        ServerConfig config =
                ServerConfig.DEFAULT
                        .withUdpPort(0)
                        .withAddresses(List.of(InetAddress.getLoopbackAddress()));
        try (SluiceServer server = SluiceServer.start(config);
                Bot bot = new Bot(server, "cinema")) {
            BlockingQueue<MediaFrame> seen = new LinkedBlockingQueue<>();
            server.tap(
                            "cinema",
                            bot.camera().publicationId(),
                            TapConfig.DEFAULT,
                            new FrameAssembler(seen::add))
                    .toCompletableFuture()
                    .join();
            long start = System.nanoTime();
            bot.play(List.of(new byte[] {(byte) 0xF8, 1, 2}), pictures);
            for (int i = 0; i < 7; i++) {
                MediaFrame frame = seen.poll(10, TimeUnit.SECONDS);
                assertArrayEquals(pictures.get(i % 3).data(), frame.data());
                assertEquals(i * 3_000L, frame.timestamp());
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 150, "played in " + millis + " ms what takes 200");
        }
    }

    /** A page (RFC 3533, section 6) with that body, cut into segments of these lengths. */
    private static byte[] page(byte[] body, int... segments) {
        ByteBuffer page = ByteBuffer.allocate(27 + segments.length + body.length);
        page.putInt(0x4F676753).position(26);
        page.put((byte) segments.length);
        for (int length : segments) {
            page.put((byte) length);
        }
        return page.put(body).array();
    }

    private static byte[] ivf(int frames) {
        ByteBuffer file = ByteBuffer.allocate(32 + frames * 15).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x46494B44).putShort((short) 0).putShort((short) 32).putInt(0x30385056);
        file.putShort((short) 16)
                .putShort((short) 16)
                .putInt(30)
                .putInt(1)
                .putInt(frames)
                .putInt(0);
        for (int i = 0; i < frames; i++) {
            file.putInt(3).putLong(i).put(new byte[] {0, (byte) i, 9});
        }
        return file.array();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }
}
