package dev.sluice.examples.levels;

import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.server.SluiceServer;
import dev.sluice.sfu.tap.PacketListener;
import dev.sluice.sfu.tap.TapConfig;
import dev.sluice.sfu.tap.TappedPacket;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Writes the levels of all microphones of a server to a file. */
public final class LevelLog implements AutoCloseable {

    private static final long MILLIS_1900_TO_1970 = 2_208_988_800_000L;

    private final BufferedWriter file;

    /** Starts at once. */
    public LevelLog(SluiceServer server, Path path) throws IOException {
        file = Files.newBufferedWriter(path);
        server.listen(event -> {
            if (event instanceof ServerEvent.PublicationStarted started
                    && started.publication().source() == Source.MICROPHONE) {
                String id = started.publication().id();
                PacketListener listener = packet -> write(id, packet);
                var unused = server.tap(started.room(), id, TapConfig.DEFAULT, listener);
            }
        });
    }

    /** Several taps may call at the same time. */
    private synchronized void write(String publication, TappedPacket packet) {
        if (packet.audioLevel < 0) {
            return;
        }
        String when =
                packet.captureNtpNanos == TappedPacket.NTP_UNKNOWN
                        ? "-"
                        : String.valueOf(
                                TimeUnit.NANOSECONDS.toMillis(packet.captureNtpNanos)
                                        - MILLIS_1900_TO_1970);
        try {
            file.write(when + " " + publication + " " + -packet.audioLevel + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
