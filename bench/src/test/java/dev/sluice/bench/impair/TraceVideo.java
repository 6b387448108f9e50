package dev.sluice.bench.impair;

import dev.sluice.rtp.ext.Extension;
import dev.sluice.signaling.client.MediaToSend;
import dev.sluice.signaling.client.PacketSource;
import dev.sluice.signaling.client.source.RtpTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A recorded VP8 simulcast as an endless camera: each layer sends its next recorded frame every 40
 * ms, and begins again at its recorded keyframe at the end and when a keyframe is asked for.
 * PictureID and TL0PICIDX go on. May be paused from any thread.
 */
final class TraceVideo implements PacketSource {

    static final List<String> RIDS = List.of("q", "h", "f");

    /** Lines of each layer of the recording. */
    static final List<Integer> HEIGHTS = List.of(135, 270, 540);

    private static final Path TRACE =
            Path.of("../rtp/src/test/resources/traces/chromium-vp8-simulcast.pcap");
    private static final List<Long> SSRCS = List.of(691920268L, 4137669726L, 4277630917L);
    private static final long FRAME_NANOS = 40_000_000;
    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int TICKS_PER_FRAME = CLOCK_RATE_HZ / 25;

    /** X; I, L and T; 15 bits of PictureID; TL0PICIDX; TID. */
    private static final int DESCRIPTOR_BYTES = 6;

    private final List<Layer> layers = new ArrayList<>();
    private final List<byte[]> due = new ArrayList<>();
    private final AtomicInteger keyframeRequests = new AtomicInteger();
    private volatile boolean paused;
    private long tick;
    private int layer;
    private int packet;

    private static final class Layer {
        final List<List<byte[]>> frames = new ArrayList<>();
        int next;
        int pictureId;
        int tl0;
    }

    /** All layers. */
    TraceVideo() throws IOException {
        this(SSRCS);
    }

    /** One layer alone, 0 the lowest. */
    TraceVideo(int only) throws IOException {
        this(List.of(SSRCS.get(only)));
    }

    private TraceVideo(List<Long> ssrcs) throws IOException {
        Map<Extension, Integer> none = Map.of();
        RtpTrace trace = RtpTrace.read(TRACE, ssrcs, CLOCK_RATE_HZ, none);
        PacketSource recorded = trace.source(1);
        long[] lastTimestamp = {-1, -1, -1};
        ssrcs.forEach(each -> layers.add(new Layer()));
        MediaToSend out = new MediaToSend();
        while (recorded.nextNanos() != Long.MAX_VALUE) {
            recorded.write(0, out);
            Layer its = layers.get(out.encoding);
            byte[] payload = java.util.Arrays.copyOf(out.payload, out.payloadBytes);
            if (out.timestamp != lastTimestamp[out.encoding]) {
                lastTimestamp[out.encoding] = out.timestamp;
                if (isKeyframe(payload)) {
                    its.frames.clear();
                }
                its.frames.add(new ArrayList<>());
            }
            its.frames.get(its.frames.size() - 1).add(payload);
        }
        frame();
    }

    private static boolean isKeyframe(byte[] payload) {
        if (payload.length <= DESCRIPTOR_BYTES
                || (payload[0] & 0x80) == 0
                || (payload[1] & 0xE0) != 0xE0
                || (payload[2] & 0x80) == 0) {
            throw new IllegalStateException("the recording's VP8 descriptor is another");
        }
        return (payload[0] & 0x10) != 0 && (payload[DESCRIPTOR_BYTES] & 1) == 0;
    }

    int layers() {
        return layers.size();
    }

    /** Sends nothing, as a camera that is switched off; goes on with the next frame after. */
    void paused(boolean value) {
        paused = value;
    }

    /** Of all layers, so far. */
    int keyframeRequests() {
        return keyframeRequests.get();
    }

    @Override
    public long nextNanos() {
        return tick * FRAME_NANOS;
    }

    @Override
    public void write(long nowNanos, MediaToSend out) {
        if (paused) {
            tick++;
            return;
        }
        byte[] payload = due.get(packet);
        System.arraycopy(payload, 0, out.payload, 0, payload.length);
        Layer its = layers.get(layer);
        out.payload[2] = (byte) (0x80 | its.pictureId >> 8);
        out.payload[3] = (byte) its.pictureId;
        out.payload[4] = (byte) its.tl0;
        out.payloadBytes = payload.length;
        out.encoding = layer;
        out.timestamp = tick * TICKS_PER_FRAME;
        packet++;
        out.marker = packet == due.size();
        if (out.marker) {
            packet = 0;
            layer++;
            if (layer == layers.size()) {
                layer = 0;
                tick++;
            }
            frame();
        }
    }

    /** Takes the layer's next frame. */
    private void frame() {
        Layer its = layers.get(layer);
        if (its.next >= its.frames.size()) {
            its.next = 0;
        }
        due.clear();
        due.addAll(its.frames.get(its.next));
        its.next++;
        its.pictureId = its.pictureId + 1 & 0x7FFF;
        boolean base = (due.get(0)[DESCRIPTOR_BYTES - 1] & 0xC0) == 0;
        its.tl0 = base ? its.tl0 + 1 & 0xFF : its.tl0;
    }

    @Override
    public void onKeyframeRequest(int encoding) {
        keyframeRequests.incrementAndGet();
        layers.get(encoding).next = 0;
    }
}
