package dev.sluice.rtp.forward.sim;

import java.util.ArrayList;
import java.util.List;

/** A frame: what one spatial layer of one encoding contributes to a picture. */
public final class SimFrame {

    public int publication;
    public int encoding;
    public int spatialId;
    public int temporalId;

    /** The picture's number in its encoding. */
    public long picture;

    public long captureNanos;

    /** Unsigned 32-bit, as on the wire. */
    public long timestamp;

    /** It and all that follows decodes without anything before it. */
    public boolean keyframe;

    /** VP8: the frame refers to the base layer only. */
    public boolean layerSync;

    public boolean nonReference;
    public final List<SimFrame> references = new ArrayList<>();
    public final List<SimPacket> packets = new ArrayList<>();

    public int pictureId;
    public int tl0PictureIndex;
    public int keyIndex;
    public int frameNumber;
    public int templateIndex;

    @Override
    public String toString() {
        return "frame of publication %d, encoding %d, picture %d, S%dT%d%s"
                .formatted(
                        publication,
                        encoding,
                        picture,
                        spatialId,
                        temporalId,
                        keyframe ? ", key" : "");
    }
}
