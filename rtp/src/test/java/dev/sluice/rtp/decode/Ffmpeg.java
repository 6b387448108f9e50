package dev.sluice.rtp.decode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's ffmpeg as an independent decoder. */
public final class Ffmpeg {

    private static final int TIMEOUT_SECONDS = 120;

    private Ffmpeg() {}

    /**
     * A decoded picture.
     *
     * @param frame the number of the coded frame it came from
     * @param md5 of the picture as I420
     */
    public record Picture(int frame, String md5) {}

    public static boolean installed() {
        try {
            return new ProcessBuilder("ffmpeg", "-version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Decodes {@code file}, with every complaint of the decoder fatal. */
    public static List<Picture> decode(Path file, String codec)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-nostdin"));
        command.addAll(List.of("-xerror", "-err_detect", "explode", "-threads", "1"));
        if (codec.equals("AV1")) {
            command.addAll(List.of("-c:v", "libdav1d", "-alllayers", "1"));
        }
        command.addAll(List.of("-i", file.toString(), "-autoscale", "0"));
        command.addAll(List.of("-fps_mode", "passthrough", "-enc_time_base", "-1"));
        command.addAll(List.of("-pix_fmt", "yuv420p", "-f", "framemd5", "-"));
        Path errors = file.resolveSibling(file.getFileName() + ".err");
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(
                    "ffmpeg refused " + file + ": " + java.nio.file.Files.readString(errors));
        }
        List<Picture> pictures = new ArrayList<>();
        for (String line : output.split("\n")) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] fields = line.split(",\\s*");
                boolean numbered = !codec.equals("H264");
                int frame = numbered ? Integer.parseInt(fields[2].trim()) : pictures.size();
                pictures.add(new Picture(frame, fields[5].trim()));
            }
        }
        return pictures;
    }
}
