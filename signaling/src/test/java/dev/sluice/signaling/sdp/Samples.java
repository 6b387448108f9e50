package dev.sluice.signaling.sdp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The descriptions of real browsers under {@code src/test/resources/sdp}. */
final class Samples {

    static final List<String> OFFERS =
            List.of(
                    "chromium-av-addtrack",
                    "chromium-av-simulcast",
                    "chromium-av-simulcast-data",
                    "chromium-av1-l1t3",
                    "chromium-datachannel",
                    "chromium-ft-av-addtrack",
                    "chromium-ft-av-simulcast",
                    "chromium-ft-av-simulcast-data",
                    "chromium-ft-av1-l1t3",
                    "chromium-h264",
                    "chromium-recvonly",
                    "chromium-screen",
                    "chromium-vp8-l1t3",
                    "chromium-vp9-svc-l3t3key",
                    "firefox-av-addtrack",
                    "firefox-av-simulcast",
                    "firefox-av-simulcast-data",
                    "firefox-av1-l1t3",
                    "firefox-datachannel",
                    "firefox-recvonly",
                    "firefox-screen",
                    "firefox-vp8-l1t3",
                    "firefox-vp9-svc-l3t3key");

    static final List<String> ANSWERS =
            List.of(
                    "chromium-sfu-style-answer-AV1",
                    "chromium-sfu-style-answer-H264",
                    "chromium-sfu-style-answer-VP8",
                    "chromium-sfu-style-answer-VP9",
                    "firefox-sfu-style-answer-AV1",
                    "firefox-sfu-style-answer-VP8",
                    "firefox-sfu-style-answer-VP9");

    private Samples() {}

    static String offer(String name) {
        return text(name + ".offer.sdp");
    }

    static String answer(String name) {
        return text(name + ".answer.sdp");
    }

    private static String text(String file) {
        try (InputStream in = Samples.class.getResourceAsStream("/sdp/" + file)) {
            return new String(
                    Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
