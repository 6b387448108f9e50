package dev.sluice.bench.cli;

import dev.sluice.bench.load.MediaPlan;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.signaling.client.source.VideoShape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What publishers send. */
final class MediaFlags {

    @Option(
            names = "--codec",
            paramLabel = "NAME",
            defaultValue = "vp8",
            description = "vp8, vp9, h264 or av1. Default: ${DEFAULT-VALUE}.")
    private String codec = "vp8";

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Simulcast layers, 1 to 3. Default: ${DEFAULT-VALUE}.")
    private int layers;

    @Option(
            names = "--bitrate",
            paramLabel = "KBIT",
            defaultValue = "1500",
            description =
                    "kbit/s of the highest layer; others have a quarter and a twelfth. Default: ${DEFAULT-VALUE}.")
    private int bitrate;

    @Option(
            names = "--packets-per-second",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Video packets of --packet-bytes, all alike, instead of --bitrate and --frame-trace.")
    private int packetsPerSecond;

    @Option(
            names = "--packet-bytes",
            paramLabel = "N",
            defaultValue = "1200",
            description = "Payload of a full video packet. Default: ${DEFAULT-VALUE}.")
    private int packetBytes;

    @Option(
            names = "--fps",
            paramLabel = "N",
            defaultValue = "30",
            description = "Frames per second. Default: ${DEFAULT-VALUE}.")
    private int framesPerSecond;

    @Option(
            names = "--frame-trace",
            paramLabel = "FILE",
            defaultValue = "builtin",
            description =
                    "Bytes per frame, one number a line, scaled to --bitrate. builtin: a recorded one; none: all alike. Default: ${DEFAULT-VALUE}.")
    private String frameTrace = "builtin";

    @Option(
            names = "--shape",
            paramLabel = "SHAPE",
            defaultValue = "burst",
            description =
                    "burst: a frame's packets leave at once; even: spread over the frame. Default: ${DEFAULT-VALUE}.")
    private String shape = "burst";

    @Option(
            names = "--audio-bytes",
            paramLabel = "N",
            defaultValue = "100",
            description = "Payload of an audio packet. Default: ${DEFAULT-VALUE}.")
    private int audioBytes;

    @Option(
            names = "--audio-millis",
            paramLabel = "MS",
            defaultValue = "20",
            description = "Between audio packets. Default: ${DEFAULT-VALUE}.")
    private int audioMillis;

    @Option(names = "--no-audio", description = "Microphones send nothing.")
    private boolean noAudio;

    @Option(names = "--no-video", description = "Cameras and screens send nothing.")
    private boolean noVideo;

    MediaPlan plan(picocli.CommandLine command) {
        Codec video = constant(command, Codec.class, "--codec", codec);
        VideoShape packets = constant(command, VideoShape.class, "--shape", shape);
        long bitsPerSecond = bitrate * 1_000L;
        List<Integer> frames = List.of();
        if (packetsPerSecond > 0) {
            if (packetsPerSecond % framesPerSecond != 0) {
                throw new ParameterException(
                        command,
                        "--packets-per-second is "
                                + packetsPerSecond
                                + ": give a multiple of --fps, which is "
                                + framesPerSecond);
            }
            bitsPerSecond = 8L * packetsPerSecond * packetBytes;
        } else if (!frameTrace.equals("none")) {
            frames = frames(command);
        }
        return new MediaPlan(
                video,
                layers,
                bitsPerSecond,
                framesPerSecond,
                frames,
                packetBytes,
                packets,
                audioBytes,
                audioMillis,
                !noVideo,
                !noAudio);
    }

    private List<Integer> frames(picocli.CommandLine command) {
        try (BufferedReader in = open()) {
            return in.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Integer.valueOf(line.trim()))
                    .toList();
        } catch (IOException | NumberFormatException e) {
            throw new ParameterException(
                    command, "--frame-trace: cannot read '" + frameTrace + "': " + e.getMessage());
        }
    }

    private BufferedReader open() throws IOException {
        if (!frameTrace.equals("builtin")) {
            return Files.newBufferedReader(Path.of(frameTrace));
        }
        @Nullable InputStream trace = MediaPlan.class.getResourceAsStream("frames-vp8-540p.txt");
        if (trace == null) {
            throw new IOException("it is missing from this build");
        }
        return new BufferedReader(new InputStreamReader(trace, StandardCharsets.US_ASCII));
    }

    private static <E extends Enum<E>> E constant(
            picocli.CommandLine command, Class<E> type, String flag, String name) {
        try {
            return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command,
                    flag
                            + " is '"
                            + name
                            + "'; give one of "
                            + java.util.Arrays.toString(type.getEnumConstants())
                                    .toLowerCase(Locale.ROOT));
        }
    }
}
