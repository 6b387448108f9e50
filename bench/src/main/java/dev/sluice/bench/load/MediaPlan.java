package dev.sluice.bench.load;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.PacketSource;
import dev.sluice.signaling.client.PublishOptions;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.FrameSizes;
import dev.sluice.signaling.client.source.PayloadStamp;
import dev.sluice.signaling.client.source.VideoConfig;
import dev.sluice.signaling.client.source.VideoShape;
import dev.sluice.signaling.client.source.VideoSource;
import java.util.ArrayList;
import java.util.List;

/**
 * What publishers send.
 *
 * @param layers of simulcast, 1 to 3
 * @param bitsPerSecond payload of the highest layer; the others have a quarter and a twelfth
 * @param frameBytes a trace of frame sizes that is scaled to the bitrate; empty: all frames alike
 * @param packetBytes payload of a full video packet
 * @param audioBytes payload of an audio packet
 * @param audioMillis between audio packets
 * @param video whether cameras send at all, for runs with sound or picture only
 * @param audio whether microphones do
 */
public record MediaPlan(
        Codec codec,
        int layers,
        long bitsPerSecond,
        int framesPerSecond,
        List<Integer> frameBytes,
        int packetBytes,
        VideoShape shape,
        int audioBytes,
        int audioMillis,
        boolean video,
        boolean audio) {

    private static final List<String> RIDS = List.of("q", "h", "f");
    private static final int[] SHARES = {12, 4, 1};
    private static final int KEYFRAME_FACTOR = 4;
    private static final int REHEARSAL_AUDIO_MILLIS = 5;

    public MediaPlan {
        frameBytes = List.copyOf(frameBytes);
        if (layers < 1 || layers > SHARES.length) {
            throw new IllegalArgumentException("layers is " + layers + ": give 1, 2 or 3");
        }
    }

    /** The same with microphones that send more often, to get the server's code compiled. */
    MediaPlan rehearsal() {
        return new MediaPlan(
                codec,
                layers,
                bitsPerSecond,
                framesPerSecond,
                frameBytes,
                packetBytes,
                shape,
                audioBytes,
                Math.min(audioMillis, REHEARSAL_AUDIO_MILLIS),
                video,
                audio);
    }

    /** Whether that source sends. */
    boolean sends(Source source) {
        return isAudio(source) ? audio : video;
    }

    /** What somebody who sends alone gives to its viewers. */
    List<MediaKind> kinds() {
        List<MediaKind> kinds = new ArrayList<>();
        if (audio) {
            kinds.add(MediaKind.AUDIO);
        }
        if (video) {
            kinds.add(MediaKind.VIDEO);
        }
        return kinds;
    }

    /** How that source is published. */
    public PublishOptions options(Source source) {
        if (isAudio(source)) {
            return PublishOptions.of(source, Codec.OPUS);
        }
        List<String> rids =
                layers == 1 ? List.of() : RIDS.subList(RIDS.size() - layers, RIDS.size());
        return new PublishOptions(source, codec, rids);
    }

    /**
     * What that source sends.
     *
     * @param offsetNanos by which it is late, so that not all publishers send at once
     */
    public PacketSource source(Source source, PayloadStamp stamp, long offsetNanos) {
        if (isAudio(source)) {
            return new AudioSource(audioBytes, audioMillis, AudioSource.TALKS, stamp, offsetNanos);
        }
        List<FrameSizes> sizes = new ArrayList<>();
        for (int i = SHARES.length - layers; i < SHARES.length; i++) {
            sizes.add(sizes((int) (bitsPerSecond / SHARES[i] / 8 / framesPerSecond)));
        }
        return new VideoSource(
                new VideoConfig(
                        codec, sizes, framesPerSecond, packetBytes, shape, 1, stamp, offsetNanos));
    }

    private FrameSizes sizes(int meanBytes) {
        if (frameBytes.isEmpty()) {
            // A keyframe of the same size keeps the shape that was asked for.
            return FrameSizes.constant(meanBytes, meanBytes);
        }
        int[] trace = frameBytes.stream().mapToInt(Integer::intValue).toArray();
        FrameSizes deltas = FrameSizes.trace(trace, meanBytes);
        return keyframe -> {
            int size = deltas.next(keyframe);
            return keyframe ? Math.max(size, KEYFRAME_FACTOR * meanBytes) : size;
        };
    }

    private static boolean isAudio(Source source) {
        return source == Source.MICROPHONE || source == Source.SCREEN_AUDIO;
    }
}
