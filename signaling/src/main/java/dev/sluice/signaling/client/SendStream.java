package dev.sluice.signaling.client;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.ExtensionWriter;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.packet.Rtx;
import dev.sluice.rtp.rtcp.NtpTime;
import dev.sluice.rtp.rtcp.RtcpWriter;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One outgoing stream: a publication without simulcast, or one layer of it (RFC 3550, RFC 4588, RFC
 * 8852). Names its section and layer until the server reports on it. Owned by the participant's
 * loop.
 */
final class SendStream {

    private static final long REPORT_NANOS = 1_000_000_000L;
    private static final long RESEND_NANOS = 10_000_000L;
    private static final long NO_RTX = -1;

    private final ClientTransport transport;
    private final NegotiatedCodec codec;
    private final ExtensionIds ids;
    private final byte[] mid;
    private final byte @Nullable [] rid;
    private final long ssrc;
    private final long rtxSsrc;
    private final long timestampOffset;
    private final @Nullable RtpHistory history;
    private final ExtensionWriter extensions = new ExtensionWriter();

    /** Where values stand that are known at the socket only; 0 for absent ones. */
    private int transportCcAt;

    private int absSendTimeAt;
    private int sequence;
    private int rtxSequence;
    private boolean known;
    private long lastTimestamp;
    private long lastNanos = Long.MIN_VALUE;
    private long reportNanos;
    private long packets;
    private long bytes;
    private long resent;

    /**
     * @param codec what is sent, first in the section's offer
     * @param ids the header extensions that the server takes
     * @param rid the layer's name, null without simulcast
     */
    SendStream(
            ClientTransport transport,
            NegotiatedCodec codec,
            ExtensionIds ids,
            String mid,
            @Nullable String rid,
            SsrcPair ssrcs,
            RandomGenerator random) {
        this.transport = transport;
        this.codec = codec;
        this.ids = ids;
        this.mid = mid.getBytes(StandardCharsets.US_ASCII);
        this.rid = rid == null ? null : rid.getBytes(StandardCharsets.US_ASCII);
        this.ssrc = ssrcs.media();
        this.rtxSsrc = ssrcs.rtx();
        this.history = codec.rtxPayloadType() == NegotiatedCodec.NO_RTX ? null : new RtpHistory();
        this.timestampOffset = random.nextInt() & 0xFFFF_FFFFL;
        this.sequence = random.nextInt(0x8000);
        this.rtxSequence = random.nextInt(0x8000);
    }

    /**
     * The streams of one encoding.
     *
     * @param rtx -1 for none
     */
    record SsrcPair(long media, long rtx) {

        static SsrcPair random(NegotiatedCodec codec, RandomGenerator random) {
            boolean rtx = codec.rtxPayloadType() != NegotiatedCodec.NO_RTX;
            return new SsrcPair(ssrc(random), rtx ? ssrc(random) : NO_RTX);
        }

        private static long ssrc(RandomGenerator random) {
            return random.nextLong(1, 0x1_0000_0000L);
        }
    }

    long ssrc() {
        return ssrc;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    long resent() {
        return resent;
    }

    /** Sends a packet; false when the transport refused it. */
    boolean send(long nowNanos, MediaToSend media) {
        long timestamp = (timestampOffset + media.timestamp) & 0xFFFF_FFFFL;
        if (media.sequence != MediaToSend.NEXT) {
            sequence = media.sequence;
        }
        byte[] data = transport.sendBuffer();
        boolean twoByte = media.descriptorBytes > 16;
        begin(data, Extension.RID, twoByte);
        put(Extension.AUDIO_LEVEL, media);
        int id = ids.id(Extension.DEPENDENCY_DESCRIPTOR);
        if (media.descriptorBytes > 0 && id > 0) {
            extensions.put(id, media.descriptor, 0, media.descriptorBytes);
        }
        int header = end(data, codec.payloadType(), media.marker, sequence, timestamp, ssrc);
        System.arraycopy(media.payload, 0, data, header, media.payloadBytes);
        if (history != null) {
            history.put(sequence, timestamp, media);
        }
        sequence = (sequence + 1) & 0xFFFF;
        packets++;
        bytes += media.payloadBytes;
        lastTimestamp = timestamp;
        if (lastNanos == Long.MIN_VALUE) {
            reportNanos = nowNanos;
        }
        lastNanos = nowNanos;
        return transport.sendRtp(
                nowNanos, header + media.payloadBytes, transportCcAt, absSendTimeAt);
    }

    /** One item of a NACK; see {@code RtcpHandler}. */
    void onNack(long nowNanos, int first, int following) {
        resend(nowNanos, first);
        for (int i = 0; i < 16; i++) {
            if ((following & (1 << i)) != 0) {
                resend(nowNanos, (first + i + 1) & 0xFFFF);
            }
        }
    }

    /** The server reported on this stream: it knows whose it is. */
    void onReported() {
        known = true;
    }

    /** When {@link #report} is due. */
    long nextDeadlineNanos() {
        return lastNanos == Long.MIN_VALUE ? Long.MAX_VALUE : reportNanos;
    }

    /**
     * Appends the sender report that is due.
     *
     * @param wallNanos now, in nanoseconds since 1900
     */
    void report(long nowNanos, long wallNanos, RtcpWriter writer) {
        reportNanos = nowNanos + REPORT_NANOS;
        long since = (nowNanos - lastNanos) * codec.codec().clockRateHz() / 1_000_000_000L;
        long timestamp = (lastTimestamp + since) & 0xFFFF_FFFFL;
        writer.senderReport(ssrc, NtpTime.ofNanos(wallNanos), timestamp, packets, bytes);
    }

    private void resend(long nowNanos, int wanted) {
        RtpHistory.Entry entry = history == null ? null : history.find(wanted);
        if (entry == null || (entry.resent && nowNanos - entry.resentNanos < RESEND_NANOS)) {
            return;
        }
        entry.resent = true;
        entry.resentNanos = nowNanos;
        byte[] data = transport.sendBuffer();
        begin(data, Extension.REPAIRED_RID, false);
        int header =
                end(
                        data,
                        codec.rtxPayloadType(),
                        entry.marker,
                        rtxSequence,
                        entry.timestamp,
                        rtxSsrc);
        rtxSequence = (rtxSequence + 1) & 0xFFFF;
        Bytes.put16(data, header, entry.sequence);
        System.arraycopy(entry.payload, 0, data, header + Rtx.OSN_BYTES, entry.payloadBytes);
        resent++;
        transport.sendRtp(
                nowNanos,
                header + Rtx.OSN_BYTES + entry.payloadBytes,
                transportCcAt,
                absSendTimeAt);
    }

    private void begin(byte[] data, Extension layerExtension, boolean twoByte) {
        extensions.begin(data, RtpPacket.FIXED_HEADER_BYTES, twoByte);
        transportCcAt = reserve(Extension.TRANSPORT_CC, 2);
        absSendTimeAt = reserve(Extension.ABS_SEND_TIME, 3);
        if (!known) {
            putText(Extension.MID, mid);
            if (rid != null) {
                putText(layerExtension, rid);
            }
        }
    }

    private int reserve(Extension extension, int length) {
        int id = ids.id(extension);
        return id == 0 ? 0 : extensions.reserve(id, length);
    }

    private void putText(Extension extension, byte[] text) {
        int id = ids.id(extension);
        if (id > 0) {
            extensions.put(id, text, 0, text.length);
        }
    }

    private void put(Extension extension, MediaToSend media) {
        int id = ids.id(extension);
        if (id > 0 && media.audioLevel != MediaToSend.NO_LEVEL) {
            int at = extensions.reserve(id, 1);
            transport.sendBuffer()[at] = (byte) ((media.voice ? 0x80 : 0) | media.audioLevel);
        }
    }

    /** Ends the extensions and writes the fixed header; gives the length of both. */
    private int end(
            byte[] data, int payloadType, boolean marker, int number, long timestamp, long source) {
        int block = extensions.end();
        data[0] = (byte) (block > 0 ? 0x90 : 0x80);
        data[1] = (byte) ((marker ? 0x80 : 0) | payloadType);
        Bytes.put16(data, 2, number);
        Bytes.put32(data, 4, timestamp);
        Bytes.put32(data, 8, source);
        return RtpPacket.FIXED_HEADER_BYTES + block;
    }
}
