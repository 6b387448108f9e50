package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.stream.MediaPacket;

/** A slot's filters, one for each way in which layers can be told apart. */
final class LayerFilters {

    private final LayerFilter none = new NoLayersFilter();
    private final LayerFilter vp8 = new Vp8Filter();
    private final LayerFilter vp9 = new Vp9Filter();
    private final DescriptorFilter descriptor = new DescriptorFilter();
    private LayerFilter current = none;

    /**
     * Begins to filter the encoding of {@code packet}, which starts a keyframe.
     *
     * @param passesDescriptors the subscriber gets dependency descriptors
     */
    void start(MediaPacket packet, boolean passesDescriptors, int spatial, int temporal) {
        if (packet.frame.dependency.structure != null) {
            descriptor.wholeOrLowest(!passesDescriptors && packet.codec == Codec.AV1);
            current = descriptor;
        } else if (packet.codec == Codec.VP9) {
            current = vp9;
        } else if (packet.codec == Codec.VP8) {
            current = vp8;
        } else {
            current = none;
        }
        current.target(spatial, temporal);
        current.start(packet.frame);
    }

    void target(int spatial, int temporal) {
        current.target(spatial, temporal);
    }

    LayerFilter current() {
        return current;
    }
}
