package dev.sluice.rtp.forward.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Encodes pictures that do not exist: makes the frames of each encoding with their layers and
 * references, as browsers' encoders do, and the packets of these, byte for byte.
 */
public final class SimPublication {

    public static final int TYPE = 96;
    public static final int DESCRIPTOR_ID = 5;

    public final Shape shape;
    public final int number;
    private final RandomGenerator random;
    private final SimPacketizer packetizer;
    private final Layering[] encodings;
    private final boolean[] keyframeWanted;
    private int frameNumber;
    private int activeLayers;

    /** What an encoding remembers from picture to picture. */
    private static final class Layering {
        long picture;
        int position;
        int pictureId;
        int tl0;
        int keyIndex;
        int templateOffset;
        int layers;
        long timestampBase;
        final SimFrame[] lastT0 = new SimFrame[3];
        final SimFrame[] lastT1 = new SimFrame[3];
        final SimFrame[] lastT2 = new SimFrame[3];
    }

    public SimPublication(Shape shape, int number, RandomGenerator random) {
        this.shape = shape;
        this.number = number;
        this.random = random;
        this.activeLayers = shape.spatialLayers;
        this.packetizer = new SimPacketizer(shape, number, random);
        this.encodings = new Layering[shape.encodings];
        this.keyframeWanted = new boolean[shape.encodings];
        frameNumber = 0x10000 - random.nextInt(300);
        for (int i = 0; i < encodings.length; i++) {
            Layering layering = new Layering();
            layering.pictureId = 0x8000 - random.nextInt(200);
            layering.tl0 = random.nextInt(256);
            layering.keyIndex = random.nextInt(32);
            layering.templateOffset = random.nextInt(64);
            layering.timestampBase = 0xFFFF_FFFFL - random.nextInt(90_000 * 20);
            encodings[i] = layering;
            keyframeWanted[i] = true;
        }
    }

    public void requestKeyframe(int encoding) {
        keyframeWanted[encoding] = true;
    }

    /** Only so many spatial layers are sent from the next picture on; SVC only. */
    public void activeLayers(int layers) {
        keyframeWanted[0] |= shape.keyOnly && layers > activeLayers;
        activeLayers = layers;
    }

    /** The packets of the next picture of every encoding, in the order of sending. */
    public List<SimPacket> next(long captureNanos) {
        List<SimPacket> packets = new ArrayList<>();
        for (int i = 0; i < encodings.length; i++) {
            encode(i, captureNanos, packets);
        }
        return packets;
    }

    private void encode(int encoding, long captureNanos, List<SimPacket> packets) {
        Layering state = encodings[encoding];
        boolean key = keyframeWanted[encoding] || shape == Shape.OPUS;
        keyframeWanted[encoding] = false;
        if (key) {
            state.position = 0;
            state.keyIndex = (state.keyIndex + 1) & 0x1F;
            state.templateOffset = (state.templateOffset + SimDescriptor.templates(shape)) & 63;
        }
        int temporal = shape.temporalLayers == 1 ? 0 : new int[] {0, 2, 1, 2}[state.position % 4];
        if (temporal == 0) {
            state.tl0 = (state.tl0 + 1) & 0xFF;
        }
        boolean grows = false;
        List<SimFrame> picture = new ArrayList<>();
        SimFrame below = null;
        for (int s = 0; s < activeLayers; s++) {
            SimFrame frame = frame(state, encoding, captureNanos, s, temporal, key);
            boolean begins = !key && state.lastT0[s] == null;
            if (begins && temporal != 0) {
                // A layer is added at a base picture only.
                break;
            }
            grows |= begins;
            references(state, frame, below, key || begins);
            frameNumber = (frameNumber + 1) & 0xFFFF;
            remember(state, frame);
            picture.add(frame);
            below = frame;
        }
        for (int s = picture.size(); s < shape.spatialLayers; s++) {
            state.lastT0[s] = null;
        }
        state.position++;
        boolean changed = picture.size() != state.layers;
        state.layers = picture.size();
        boolean tell = grows || changed || key || random.nextInt(50) == 0;
        packetizer.packetize(picture, state.templateOffset, key, tell, packets);
        state.picture++;
        state.pictureId = (state.pictureId + 1) & 0x7FFF;
    }

    private SimFrame frame(
            Layering state,
            int encoding,
            long captureNanos,
            int spatial,
            int temporal,
            boolean key) {
        SimFrame frame = new SimFrame();
        frame.publication = number;
        frame.encoding = encoding;
        frame.spatialId = spatial;
        frame.temporalId = temporal;
        frame.picture = state.picture;
        frame.captureNanos = captureNanos;
        long ticks = Math.round(captureNanos * (double) shape.clockRate() / 1e9);
        frame.timestamp = (state.timestampBase + ticks) & 0xFFFF_FFFFL;
        frame.keyframe = key && spatial == 0;
        frame.pictureId = state.pictureId;
        frame.tl0PictureIndex = state.tl0;
        frame.keyIndex = state.keyIndex;
        frame.frameNumber = frameNumber & 0xFFFF;
        int kind = key ? 0 : temporal + 1;
        frame.templateIndex = spatial * SimDescriptor.TEMPLATES_PER_LAYER + kind;
        return frame;
    }

    /** The references of the browsers' patterns, in their least forgiving form. */
    private void references(Layering state, SimFrame frame, SimFrame below, boolean begins) {
        int s = frame.spatialId;
        boolean chained = shape.codec().equals("VP8") && !shape.descriptor;
        if (below != null && (begins || !shape.keyOnly)) {
            frame.references.add(below);
        }
        if (begins || shape == Shape.OPUS) {
            frame.layerSync = true;
            return;
        }
        frame.references.add(state.lastT0[s]);
        if (frame.temporalId == 0) {
            return;
        }
        frame.layerSync = state.position % 8 < 3;
        if (frame.temporalId == 1 && chained && !frame.layerSync && state.lastT1[s] != null) {
            frame.references.add(state.lastT1[s]);
        }
        boolean afterT1 = state.position % 4 == 3 && state.lastT1[s] != null;
        if (frame.temporalId == 2 && afterT1) {
            frame.references.add(state.lastT1[s]);
        }
        if (frame.temporalId == 2 && chained && !frame.layerSync && state.lastT2[s] != null) {
            frame.references.add(state.lastT2[s]);
        }
    }

    private static void remember(Layering state, SimFrame frame) {
        int s = frame.spatialId;
        switch (frame.temporalId) {
            case 0 -> {
                state.lastT0[s] = frame;
                if (frame.layerSync) {
                    state.lastT1[s] = null;
                    state.lastT2[s] = null;
                }
            }
            case 1 -> state.lastT1[s] = frame;
            default -> state.lastT2[s] = frame;
        }
    }
}
