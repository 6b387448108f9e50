package dev.sluice.sfu.api;

import dev.sluice.sfu.api.RejectedException.Code;
import java.util.List;

/**
 * What a participant's client measured itself, as browsers do with getStats. Believed as far as it
 * goes: it is shown and explains, and decides nothing.
 *
 * @param intervalMillis the time that counters are about: since the report before
 * @param lateMillis how late a timer of the client came on average: more than a few when its device
 *     has no time, 0 when not told
 * @param browser its name and version, "" when not told; at most {@value #MAX_TEXT} characters, as
 *     every text here
 * @param device what it runs on, likewise
 * @param received video and audio that it plays, at most {@value #MAX_RECEIVED}
 * @param sent streams that it encodes, at most {@value #MAX_SENT}
 */
public record ClientReport(
        long intervalMillis,
        double lateMillis,
        String browser,
        String device,
        List<ReceivedReport> received,
        List<SentReport> sent) {

    /** Of each text, in UTF-16 units. */
    public static final int MAX_TEXT = 128;

    /** Entries of {@code received}. */
    public static final int MAX_RECEIVED = 64;

    /** Entries of {@code sent}. */
    public static final int MAX_SENT = 16;

    /**
     * Within its bounds.
     *
     * @throws RejectedException BAD_REQUEST naming what is too long, too much or negative
     */
    public ClientReport {
        text("browser", browser);
        text("device", device);
        count("intervalMillis", intervalMillis);
        number("lateMillis", lateMillis);
        received = List.copyOf(received);
        sent = List.copyOf(sent);
        if (received.size() > MAX_RECEIVED || sent.size() > MAX_SENT) {
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    "received and sent: give at most " + MAX_RECEIVED + " and " + MAX_SENT);
        }
    }

    /**
     * Something that the client plays. Counters are of the interval.
     *
     * @param codec such as "VP8"
     * @param decoder the implementation, "" when not told
     * @param width in pixels, 0 for audio; likewise the next one
     * @param height in pixels, 0 for audio
     * @param fps frames per second that were shown
     * @param framesDecoded of video
     * @param framesDropped that came whole and were not shown: the device was too slow
     * @param freezes times that the picture stood still for noticeably long, freezeMillis in all
     * @param packetsLost that never came, resends counted as come
     * @param jitterBufferMillis what a packet waited there on average
     * @param decodeMillis a frame took on average
     * @param concealedPercent of the sound that was made up, for want of packets
     */
    public record ReceivedReport(
            String publicationId,
            String codec,
            String decoder,
            int width,
            int height,
            double fps,
            long framesDecoded,
            long framesDropped,
            long freezes,
            long freezeMillis,
            long packetsLost,
            double jitterMillis,
            double jitterBufferMillis,
            double decodeMillis,
            double concealedPercent) {

        public ReceivedReport {
            text("publication", publicationId);
            text("codec", codec);
            text("decoder", decoder);
            count("width", width);
            count("height", height);
            number("fps", fps);
            count("framesDecoded", framesDecoded);
            count("framesDropped", framesDropped);
            count("freezes", freezes);
            count("freezeMillis", freezeMillis);
            count("packetsLost", packetsLost);
            number("jitterMillis", jitterMillis);
            number("jitterBufferMillis", jitterBufferMillis);
            number("decodeMillis", decodeMillis);
            number("concealedPercent", concealedPercent);
        }
    }

    /** Why an encoder does not give its best (qualityLimitationReason). */
    public enum Limitation {
        /** It gives its best. */
        NONE,
        /** The device's processor. */
        CPU,
        /** The link up. */
        BANDWIDTH,
        /** Something else, such as an encoder that another program holds. */
        OTHER
    }

    /**
     * A stream that the client encodes.
     *
     * @param rid of a simulcast's layer, "" without one
     * @param codec such as "VP8"
     * @param encoder the implementation, "" when not told
     * @param width in pixels, 0 for audio
     * @param height in pixels, 0 for audio
     * @param fps frames per second that were encoded
     * @param sourceFps that came to the encoder, 0 when not told
     * @param cameraFps that the camera was set to, 0 when not told and for other sources
     * @param bps sent within the interval
     * @param encodeMillis a frame took on average
     */
    public record SentReport(
            String publicationId,
            String rid,
            String codec,
            String encoder,
            int width,
            int height,
            double fps,
            double sourceFps,
            double cameraFps,
            long bps,
            double encodeMillis,
            Limitation limitation) {

        public SentReport {
            text("publication", publicationId);
            text("rid", rid);
            text("codec", codec);
            text("encoder", encoder);
            count("width", width);
            count("height", height);
            number("fps", fps);
            number("sourceFps", sourceFps);
            number("cameraFps", cameraFps);
            count("bps", bps);
            number("encodeMillis", encodeMillis);
        }
    }

    private static void text(String name, String value) {
        if (value.length() > MAX_TEXT) {
            throw new RejectedException(
                    Code.BAD_REQUEST, name + ": give at most " + MAX_TEXT + " characters");
        }
    }

    private static void count(String name, long value) {
        number(name, (double) value);
    }

    private static void number(String name, double value) {
        if (!(value >= 0 && value < 1e15)) {
            throw new RejectedException(
                    Code.BAD_REQUEST, name + " is " + value + ": give 0 or more");
        }
    }
}
