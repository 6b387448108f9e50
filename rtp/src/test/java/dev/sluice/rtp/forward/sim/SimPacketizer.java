package dev.sluice.rtp.forward.sim;

import dev.sluice.rtp.packet.Hex;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes RTP packets of frames by the payload formats of RFC 7741, 9628, 6184 and of AV1. */
final class SimPacketizer {

    /** Of pictures of 640x360, whole: what follows it in the payload is of no account. */
    private static final byte[] SEQUENCE_PARAMETER_SET =
            Hex.bytes("6742C01ED900A02FF97011000003000100000300320F162E48");

    /** The header of an OBU of that type. */
    private static final int AV1_FRAME = 6 << 3;

    private final Shape shape;
    private final int publication;
    private final RandomGenerator random;
    private final long[] nextIndex;
    private final boolean narrowIds;
    private final boolean keyIndices;
    private final boolean flexible;
    private final boolean aggregate;

    SimPacketizer(Shape shape, int publication, RandomGenerator random) {
        this.shape = shape;
        this.publication = publication;
        this.random = random;
        this.nextIndex = new long[shape.encodings];
        for (int i = 0; i < nextIndex.length; i++) {
            nextIndex[i] = 0x20000 - random.nextInt(2_000);
        }
        narrowIds = random.nextInt(4) == 0;
        keyIndices = random.nextInt(3) == 0;
        flexible = random.nextBoolean();
        aggregate = random.nextBoolean();
    }

    /** Adds the packets of a picture, and now and then one of padding. */
    void packetize(
            List<SimFrame> picture,
            int templateOffset,
            boolean key,
            boolean tell,
            List<SimPacket> out) {
        for (SimFrame frame : picture) {
            boolean top = frame == picture.get(picture.size() - 1);
            int least = key && shape != Shape.OPUS ? 2 : 1;
            int count = shape == Shape.OPUS ? 1 : least + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                boolean first = i == 0;
                boolean last = i == count - 1;
                byte[] descriptor = null;
                if (shape.descriptor) {
                    int active = SimDescriptor.activeTargets(shape, picture.size());
                    boolean structure = first && frame.keyframe;
                    boolean all = active == SimDescriptor.activeTargets(shape, 8);
                    descriptor =
                            SimDescriptor.write(
                                    shape,
                                    frame,
                                    first,
                                    last,
                                    templateOffset,
                                    structure,
                                    tell && !(structure && all) ? active : -1);
                }
                ByteArrayOutputStream payload = new ByteArrayOutputStream();
                payload(frame, i, count, key, top, tell ? picture.size() : 0, payload);
                boolean marker = top && last && shape != Shape.OPUS;
                out.add(packet(frame, first, last, marker, descriptor, payload));
            }
        }
        if (random.nextInt(100) == 0) {
            out.add(padding(picture.get(picture.size() - 1)));
        }
    }

    private SimPacket packet(
            SimFrame frame,
            boolean first,
            boolean last,
            boolean marker,
            byte[] descriptor,
            ByteArrayOutputStream payload) {
        long index = nextIndex[frame.encoding]++;
        ByteArrayOutputStream rtp = new ByteArrayOutputStream();
        header(frame, index, marker, descriptor, false, rtp);
        int offset = rtp.size();
        int extra = shape == Shape.H264_SIMULCAST ? 1 : 1 + random.nextInt(6);
        for (int i = 0; i < extra; i++) {
            payload.write(random.nextInt(256));
        }
        payload.write(publication);
        payload.write(frame.encoding);
        for (int shift = 40; shift >= 0; shift -= 8) {
            payload.write((int) (index >>> shift));
        }
        rtp.writeBytes(payload.toByteArray());
        SimPacket packet =
                new SimPacket(
                        frame,
                        publication,
                        frame.encoding,
                        index,
                        first,
                        last,
                        marker,
                        rtp.toByteArray(),
                        offset);
        frame.packets.add(packet);
        return packet;
    }

    private SimPacket padding(SimFrame frame) {
        long index = nextIndex[frame.encoding]++;
        ByteArrayOutputStream rtp = new ByteArrayOutputStream();
        header(frame, index, false, null, true, rtp);
        rtp.writeBytes(new byte[] {0, 0, 3});
        byte[] bytes = rtp.toByteArray();
        return new SimPacket(
                frame,
                publication,
                frame.encoding,
                index,
                false,
                false,
                false,
                bytes,
                bytes.length);
    }

    private static void header(
            SimFrame frame,
            long index,
            boolean marker,
            byte[] descriptor,
            boolean padding,
            ByteArrayOutputStream out) {
        out.write(0x80 | (padding ? 0x20 : 0) | (descriptor == null ? 0 : 0x10));
        out.write((marker ? 0x80 : 0) | SimPublication.TYPE);
        put(out, 16, index);
        put(out, 32, frame.timestamp);
        put(out, 32, 0x1000 * (frame.publication + 1) + frame.encoding);
        if (descriptor != null) {
            int bytes = (2 + descriptor.length + 3) / 4 * 4;
            put(out, 16, 0x1000);
            put(out, 16, bytes / 4);
            out.write(SimPublication.DESCRIPTOR_ID);
            out.write(descriptor.length);
            out.writeBytes(descriptor);
            out.writeBytes(new byte[bytes - 2 - descriptor.length]);
        }
    }

    private static void put(ByteArrayOutputStream out, int bits, long value) {
        for (int shift = bits - 8; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }

    private void payload(
            SimFrame frame,
            int number,
            int count,
            boolean key,
            boolean top,
            int layersToTell,
            ByteArrayOutputStream out) {
        boolean first = number == 0;
        boolean last = number == count - 1;
        switch (shape.codec()) {
            case "VP8" -> vp8(frame, first, out);
            case "VP9" -> vp9(frame, first, last, key, top, layersToTell, out);
            case "H264" -> h264(key, number, count, out);
            case "AV1" -> {
                out.write((first ? 0 : 0x80) | 0x10 | (first && frame.keyframe ? 8 : 0));
                out.write(AV1_FRAME);
            }
            default -> {}
        }
    }

    private void vp8(SimFrame frame, boolean first, ByteArrayOutputStream out) {
        boolean plain = shape.descriptor;
        out.write((plain ? 0 : 0x80) | (first ? 0x10 : 0));
        if (!plain) {
            out.write(0x80 | 0x40 | 0x20 | (keyIndices ? 0x10 : 0));
            pictureId(frame, out);
            out.write(frame.tl0PictureIndex);
            int layer = frame.temporalId << 6 | (frame.layerSync ? 0x20 : 0);
            out.write(layer | (keyIndices ? frame.keyIndex : 0));
        }
        out.write(frame.keyframe ? 0x10 : 0x11);
    }

    private void pictureId(SimFrame frame, ByteArrayOutputStream out) {
        if (narrowIds) {
            out.write(frame.pictureId & 0x7F);
        } else {
            put(out, 16, 0x8000 | frame.pictureId);
        }
    }

    private void vp9(
            SimFrame frame,
            boolean first,
            boolean last,
            boolean key,
            boolean top,
            int layersToTell,
            ByteArrayOutputStream out) {
        boolean inter = frame.references.stream().anyMatch(other -> other.picture != frame.picture);
        boolean structure = first && frame.spatialId == 0 && layersToTell > 0;
        boolean unused = top || (shape.keyOnly && !key);
        int head = 0x80 | 0x20 | (inter ? 0x40 : 0) | (flexible ? 0x10 : 0);
        head |= (first ? 8 : 0) | (last ? 4 : 0) | (structure ? 2 : 0) | (unused ? 1 : 0);
        out.write(head);
        pictureId(frame, out);
        boolean below = frame.references.stream().anyMatch(other -> other.picture == frame.picture);
        out.write(frame.temporalId << 5 | 0x10 | frame.spatialId << 1 | (below ? 1 : 0));
        if (!flexible) {
            out.write(frame.tl0PictureIndex);
        } else if (inter) {
            List<SimFrame> earlier =
                    frame.references.stream()
                            .filter(other -> other.picture != frame.picture)
                            .toList();
            for (int i = 0; i < earlier.size(); i++) {
                long distance = frame.picture - earlier.get(i).picture;
                out.write((int) distance << 1 | (i < earlier.size() - 1 ? 1 : 0));
            }
        }
        if (structure) {
            out.write((layersToTell - 1) << 5 | 0x10);
            for (int s = 0; s < layersToTell; s++) {
                put(out, 16, 160L << s);
                put(out, 16, 90L << s);
            }
        }
    }

    private void h264(boolean key, int number, int count, ByteArrayOutputStream out) {
        if (key && number == 0) {
            // SPS and PPS in a STAP-A, or the SPS alone.
            out.writeBytes(
                    aggregate
                            ? new byte[] {24, 0, 2, 0x67, 1, 0, 10, 0x68}
                            : SEQUENCE_PARAMETER_SET);
            return;
        }
        int start = key ? 1 : 0;
        int type = key ? 5 : 1;
        if (count - start == 1) {
            out.write(0x60 | type);
            out.write(0x80);
            return;
        }
        out.write(0x60 | 28);
        out.write((number == start ? 0x80 : 0) | (number == count - 1 ? 0x40 : 0) | type);
        out.write(number == start ? 0x80 : 0x55);
    }
}
