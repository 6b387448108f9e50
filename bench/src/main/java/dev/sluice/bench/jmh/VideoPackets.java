package dev.sluice.bench.jmh;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.ExtensionWriter;
import dev.sluice.rtp.forward.PayloadFormat;
import dev.sluice.rtp.stream.TrackConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An endless VP8 stream in one array: each packet is a frame of 1,200 bytes of payload, the first a
 * keyframe.
 */
final class VideoPackets {

    static final int PAYLOAD_BYTES = 1_200;
    static final long SSRC = 0x1111_1111L;
    static final Map<Extension, Integer> EXTENSIONS =
            Map.of(
                    Extension.MID, 1,
                    Extension.ABS_SEND_TIME, 2,
                    Extension.TRANSPORT_CC, 3);
    static final ExtensionIds IDS = ExtensionIds.of(EXTENSIONS);
    static final List<PayloadFormat> FORMATS = List.of(new PayloadFormat(Codec.VP8, 96, 97, ""));

    /** Between two packets. */
    static final long INTERVAL_NANOS = 3_333_333L;

    private static final int HEADER_BYTES = 12;
    private static final int TICKS = 300;

    final byte[] data = new byte[2_048];
    final int length;
    private final int transportCcAt;
    private final int payloadAt;
    private int sequence = 100;
    private long timestamp = 1_000;
    long nowNanos = 1_000_000_000L;

    VideoPackets() {
        ExtensionWriter extensions = new ExtensionWriter();
        extensions.begin(data, HEADER_BYTES, false);
        byte[] mid = "0".getBytes(StandardCharsets.US_ASCII);
        extensions.put(1, mid, 0, mid.length);
        extensions.reserve(2, 3);
        transportCcAt = extensions.reserve(3, 2);
        payloadAt = HEADER_BYTES + extensions.end();
        length = payloadAt + PAYLOAD_BYTES;
        for (int i = payloadAt; i < length; i++) {
            data[i] = (byte) (i * 31);
        }
        data[0] = (byte) 0x90;
        data[1] = (byte) (0x80 | 96);
        Bytes.put32(data, 8, SSRC);
        // X, S; I, L, T; a picture id of 15 bits.
        data[payloadAt] = (byte) 0x90;
        data[payloadAt + 1] = (byte) 0xE0;
        data[payloadAt + 5] = 0;
        data[payloadAt + 6] = 0;
        write();
    }

    static TrackConfig track() {
        return new TrackConfig(
                "0",
                MediaKind.VIDEO,
                List.of(new TrackConfig.Format(Codec.VP8, 96, 97, true, true, false, true)),
                EXTENSIONS,
                List.of(),
                List.of(),
                false);
    }

    /** The array holds the next packet from now on. */
    void next() {
        sequence++;
        timestamp += TICKS;
        nowNanos += INTERVAL_NANOS;
        data[payloadAt + 6] = 1;
        write();
    }

    private void write() {
        Bytes.put16(data, 2, sequence);
        Bytes.put32(data, 4, timestamp);
        Bytes.put16(data, transportCcAt, sequence);
        Bytes.put16(data, payloadAt + 2, 0x8000 | (sequence & 0x7FFF));
        Bytes.put8(data, payloadAt + 4, sequence);
    }
}
