package dev.sluice.signaling.client.source;

import dev.sluice.signaling.client.MediaToSend;
import dev.sluice.signaling.client.PacketSource;
import dev.sluice.signaling.client.source.PayloadHead.Frame;

/**
 * Video whose frames have the right heads and sizes, and noise for pictures: what a server and a
 * load test need. A keyframe comes first and whenever the server asks for one. Owned by the
 * participant's loop.
 */
public final class VideoSource implements PacketSource {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int LOWEST_HEIGHT = 180;
    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int[][] TEMPORAL_IDS = {{0}, {0, 1}, {0, 2, 1, 2}};

    private final VideoConfig config;
    private final Layer[] layers;
    private final long intervalNanos;
    private long frames = -1;
    private int packetsOfFrame;
    private int packet;
    private int layer;
    private long written;

    /** One simulcast layer and its frame of the moment. */
    private static final class Layer {

        final FrameSizes sizes;
        final Frame frame = new Frame();
        boolean keyframeWanted = true;
        int bytes;
        int sinceKeyframe;

        Layer(FrameSizes sizes, int height) {
            this.sizes = sizes;
            frame.height = height;
        }
    }

    /** One that begins with a keyframe. */
    public VideoSource(VideoConfig config) {
        this.config = config;
        this.intervalNanos = NANOS_PER_SECOND / config.framesPerSecond();
        this.layers = new Layer[config.layers().size()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new Layer(config.layers().get(i), LOWEST_HEIGHT << i);
        }
        nextFrame();
    }

    @Override
    public long nextNanos() {
        long frameNanos = config.offsetNanos() + frames * intervalNanos;
        return config.shape() == VideoShape.BURST
                ? frameNanos
                : frameNanos + intervalNanos * packet / packetsOfFrame;
    }

    @Override
    public void write(long nowNanos, MediaToSend out) {
        Layer from = layers[layer];
        Frame frame = from.frame;
        // Packets of a frame are alike in size, the last takes what division leaves.
        int share = from.bytes / frame.packets;
        int bytes = frame.last() ? from.bytes - share * (frame.packets - 1) : share;
        int length =
                Math.min(Math.max(bytes, PayloadHead.MAX_BYTES), MediaToSend.MAX_PAYLOAD_BYTES);
        int head = PayloadHead.write(config.codec(), frame, length, out.payload);
        Filler.fill(out.payload, head, length, written++);
        out.payloadBytes = length;
        out.encoding = layer;
        out.marker = frame.last();
        out.timestamp = frames * CLOCK_RATE_HZ / config.framesPerSecond();
        if (length >= head + config.stamp().bytes()) {
            config.stamp().write(nowNanos, out, length - config.stamp().bytes());
        }
        advance(frame);
    }

    @Override
    public void onKeyframeRequest(int encoding) {
        if (encoding < layers.length) {
            layers[encoding].keyframeWanted = true;
        }
    }

    private void advance(Frame frame) {
        packet++;
        if (++frame.packet == frame.packets) {
            layer++;
            if (layer == layers.length) {
                nextFrame();
            }
        }
    }

    private void nextFrame() {
        frames++;
        layer = 0;
        packet = 0;
        packetsOfFrame = 0;
        for (Layer each : layers) {
            begin(each);
            packetsOfFrame += each.frame.packets;
        }
    }

    private void begin(Layer each) {
        Frame frame = each.frame;
        int[] pattern = TEMPORAL_IDS[config.temporalLayers() - 1];
        frame.keyframe = each.keyframeWanted;
        each.keyframeWanted = false;
        each.sinceKeyframe = frame.keyframe ? 0 : each.sinceKeyframe + 1;
        int place = each.sinceKeyframe % pattern.length;
        frame.temporalId = pattern[place];
        // The second frame of the top layer refers to the middle one, the others to the base.
        frame.switchingPoint = place > 0 && place < 3;
        frame.pictureId = (int) (frames & 0x7FFF);
        if (frame.temporalId == 0) {
            frame.tl0PictureIndex = (frame.tl0PictureIndex + 1) & 0xFF;
        }
        each.bytes = each.sizes.next(frame.keyframe);
        frame.packets = Math.max(1, (each.bytes + config.packetBytes() - 1) / config.packetBytes());
        frame.packet = 0;
    }
}
