package dev.sluice.rtp.forward;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.packet.RedPayload;
import dev.sluice.rtp.packet.Rtx;
import dev.sluice.rtp.stream.MediaPacket;
import java.util.Arrays;

/** Writes a slot's packets into the subscriber's slab. Owned by a slot. */
final class PacketWriter {

    private static final int HEADER_BYTES = 12;
    private static final int VERSION = 0x80;
    private static final int PADDING = 0x20;
    private static final int EXTENSION = 0x10;
    private static final int MARKER = 0x80;

    private final SlotExtensions extensions = new SlotExtensions();
    private final RedPayload red = new RedPayload();
    private final OutgoingPacket written = new OutgoingPacket();
    private SlotConfig config;

    /** The subscriber knows the stream, so media need not name the section any more. */
    private boolean known;

    private int rtxSequence;

    PacketWriter(SlotConfig config, int firstRtxSequence) {
        this.config = config;
        this.rtxSequence = firstRtxSequence;
        configure(config);
    }

    void configure(SlotConfig newConfig) {
        config = newConfig;
        extensions.configure(newConfig.mid(), newConfig.extensions());
    }

    void known() {
        known = true;
    }

    boolean passesDescriptors() {
        return extensions.passesDescriptors();
    }

    /**
     * Writes {@code source} as {@code rewrite} wants it.
     *
     * @param asRtx as a retransmission (RFC 4588): under its SSRC, type and sequence numbers
     * @return the packet's length in bytes, 0 when there was no room
     */
    int write(MediaPacket source, Rewrite rewrite, boolean asRtx, int layer, PacketOut out) {
        int start = source.rtp.payloadOffset();
        int length = source.rtp.payloadBytes();
        Codec codec = source.codec;
        boolean unwrapRed = codec == Codec.RED && rewrite.redUnwrapped;
        if (unwrapRed && red.parse(source.rtp.data(), start, length)) {
            int block = red.blocks() - 1 - rewrite.redBlocksBack;
            start = red.offset(block);
            length = red.length(block);
        }
        int payload = rewrite.empty ? 0 : PayloadWriter.length(codec, source.frame, length);
        int osn = asRtx ? Rtx.OSN_BYTES : 0;
        boolean sound = !asRtx && config.kind() == MediaKind.AUDIO;
        extensions.tracked(!sound || (extensions.tracks() && out.tracksSound()));
        int extension =
                extensions.prepare(
                        source.extensions, source.frame, rewrite, rewrite.empty, asRtx || !known);
        int total = HEADER_BYTES + extension + osn + payload;
        if (!out.claim(total)) {
            return 0;
        }
        byte[] data = out.data();
        int at = out.offset();
        header(data, at, extension > 0, rewrite, asRtx);
        int body = at + HEADER_BYTES + extension;
        if (extension > 0) {
            extensions.write(
                    source.extensions, source.frame, rewrite.empty, data, at, at + HEADER_BYTES);
        }
        if (asRtx) {
            Bytes.put16(data, body, (int) rewrite.index);
        }
        if (!rewrite.empty) {
            PayloadWriter.write(
                    codec,
                    source.frame,
                    rewrite,
                    source.rtp.data(),
                    start,
                    length,
                    data,
                    body + osn);
            if (codec == Codec.RED && !unwrapRed) {
                PayloadWriter.setRedTypes(data, body + osn, rewrite.redBlockType);
            }
        }
        commit(source, rewrite, asRtx, layer, total, payload, extension > 0, out);
        return total;
    }

    /** The payload of the packet written last, in bytes. */
    int payloadBytes() {
        return written.payloadBytes;
    }

    private void header(byte[] data, int at, boolean extended, Rewrite rewrite, boolean asRtx) {
        data[at] = (byte) (extended ? VERSION | EXTENSION : VERSION);
        int type = asRtx ? rewrite.rtxPayloadType : rewrite.payloadType;
        data[at + 1] = (byte) (rewrite.marker ? type | MARKER : type);
        Bytes.put16(data, at + 2, asRtx ? rtxSequence : (int) rewrite.index);
        Bytes.put32(data, at + 4, rewrite.timestamp);
        Bytes.put32(data, at + 8, asRtx ? config.rtxSsrc() : config.ssrc());
    }

    private void commit(
            MediaPacket source,
            Rewrite rewrite,
            boolean asRtx,
            int layer,
            int total,
            int payload,
            boolean extended,
            PacketOut out) {
        written.length = total;
        written.payloadBytes = payload;
        written.kind =
                asRtx
                        ? PacketKind.RETRANSMISSION
                        : config.kind() == MediaKind.AUDIO ? PacketKind.AUDIO : PacketKind.VIDEO;
        written.ssrc = asRtx ? config.rtxSsrc() : config.ssrc();
        written.sequenceNumber = asRtx ? rtxSequence : (int) rewrite.index & 0xFFFF;
        written.layer = layer;
        written.temporalId = source.frame.temporalId;
        written.frameEnd = rewrite.marker || source.frame.frameEnd;
        written.arrivalNanos = source.arrivalNanos;
        stampOffsets(extended);
        if (asRtx) {
            rtxSequence = (rtxSequence + 1) & 0xFFFF;
        }
        out.commit(written);
    }

    private void stampOffsets(boolean extended) {
        written.transportCcOffset = extended ? extensions.transportCcOffset : OutgoingPacket.ABSENT;
        written.absSendTimeOffset = extended ? extensions.absSendTimeOffset : OutgoingPacket.ABSENT;
    }

    /**
     * Writes {@code bytes} (1 to 255) of padding and no payload on the retransmission stream.
     *
     * @return the packet's length, 0 when there was no room
     */
    int writePadding(MediaPacket scratch, Rewrite rewrite, int bytes, PacketOut out) {
        extensions.tracked(true);
        int extension = extensions.prepare(scratch.extensions, scratch.frame, rewrite, true, true);
        int total = HEADER_BYTES + extension + bytes;
        if (!out.claim(total)) {
            return 0;
        }
        byte[] data = out.data();
        int at = out.offset();
        header(data, at, extension > 0, rewrite, true);
        data[at] |= PADDING;
        if (extension > 0) {
            extensions.write(scratch.extensions, scratch.frame, true, data, at, at + HEADER_BYTES);
        }
        Arrays.fill(data, at + total - bytes, at + total - 1, (byte) 0);
        data[at + total - 1] = (byte) bytes;
        written.length = total;
        written.payloadBytes = 0;
        written.kind = PacketKind.PADDING;
        written.ssrc = config.rtxSsrc();
        written.sequenceNumber = rtxSequence;
        written.layer = 0;
        written.temporalId = 0;
        written.frameEnd = false;
        stampOffsets(extension > 0);
        rtxSequence = (rtxSequence + 1) & 0xFFFF;
        out.commit(written);
        return total;
    }
}
