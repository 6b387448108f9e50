package dev.sluice.rtp.forward;

import dev.sluice.mediacore.buf.Bytes;
import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.codec.FrameParser;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.ExtensionWriter;
import dev.sluice.rtp.forward.sim.OutPacket;
import dev.sluice.rtp.stream.MediaPacket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One publication of two encodings at most and one slot, fed packet by packet. */
final class SlotHarness {

    static final long MILLI = 1_000_000L;
    static final long NTP_BASE = 3_990_000_000_000_000_000L;
    static final long SSRC = 0xABCD_0001L;
    static final int TYPE = 96;

    /** The publisher's extensions; the subscriber's ids differ. */
    static final Map<Extension, Integer> PUBLISHED =
            Map.of(
                    Extension.MID, 1,
                    Extension.RID, 2,
                    Extension.TRANSPORT_CC, 3,
                    Extension.AUDIO_LEVEL, 4,
                    Extension.VIDEO_ORIENTATION, 5);

    final SlotSender slot;
    final CollectingOut out = new CollectingOut();
    final Codec codec;
    PublicationView view;
    final PublisherClock clock = new PublisherClock();
    private final MediaPacket packet = new MediaPacket();
    private final FrameParser[] parsers = {new FrameParser(), new FrameParser()};
    private final byte[] buffer = new byte[1_500];

    SlotHarness(Codec codec, Map<Extension, Integer> taken, PayloadFormat... formats) {
        this.codec = codec;
        slot =
                new SlotSender(
                        new SlotConfig(
                                "m7",
                                codec.kind(),
                                SSRC,
                                SSRC + 1,
                                List.of(formats),
                                ExtensionIds.of(taken)),
                        new Random(2));
        view = newView();
        slot.source(0, view);
    }

    static SlotHarness video(Codec codec) {
        return new SlotHarness(
                codec,
                Map.of(Extension.MID, 9, Extension.TRANSPORT_CC, 8),
                new PayloadFormat(codec, 50, 51, ""));
    }

    static SlotHarness opus() {
        return new SlotHarness(
                Codec.OPUS,
                Map.of(Extension.MID, 9, Extension.AUDIO_LEVEL, 7),
                new PayloadFormat(Codec.OPUS, 60, -1, ""));
    }

    PublicationView newView() {
        int encodings = codec.kind() == MediaKind.VIDEO ? 2 : 1;
        return new PublicationView(
                codec.kind(),
                encodings,
                List.of(
                        new PayloadFormat(codec, TYPE, TYPE + 1, ""),
                        new PayloadFormat(Codec.OPUS, 111, -1, "")),
                ExtensionIds.of(PUBLISHED),
                clock);
    }

    /**
     * What a packet of the publisher is like; the fields that a test does not set do not matter.
     */
    static final class Sent {
        int encoding;
        long index = 70_000;
        long timestamp = 1_000;
        long nowNanos = 1_000 * MILLI;
        long captureNanos = -1;
        boolean marker = true;
        byte[] payload = {0x10, 0x10, 1, 2, 3};
    }

    /** A VP8 frame of one packet. */
    static Sent vp8(int encoding, long index, boolean key, long nowNanos) {
        Sent sent = new Sent();
        sent.encoding = encoding;
        sent.index = index;
        sent.nowNanos = nowNanos;
        sent.captureNanos = nowNanos;
        sent.timestamp = (encoding + 1) * 0x3000_0000L + nowNanos * 9 / 100_000;
        sent.payload = new byte[] {0x10, (byte) (key ? 0x10 : 0x11), (byte) encoding, 5, 6};
        return sent;
    }

    static Sent opus(long index, long nowNanos) {
        Sent sent = new Sent();
        sent.index = index;
        sent.nowNanos = nowNanos;
        sent.captureNanos = nowNanos;
        sent.timestamp = nowNanos * 48 / 1_000_000;
        sent.marker = false;
        return sent;
    }

    /** Feeds a packet; gives what the slot sent because of it. */
    List<OutPacket> feed(Sent sent) {
        int before = out.packets.size();
        load(sent);
        view.onMedia(sent.nowNanos, packet);
        slot.onMedia(sent.nowNanos, packet, out);
        return sentSince(before);
    }

    List<OutPacket> sentSince(int before) {
        return out.packets.subList(before, out.packets.size()).stream()
                .map(written -> new OutPacket(written.bytes()))
                .toList();
    }

    private void load(Sent sent) {
        Arrays.fill(buffer, (byte) 0);
        buffer[0] = (byte) 0x90;
        buffer[1] = (byte) ((sent.marker ? 0x80 : 0) | TYPE);
        Bytes.put16(buffer, 2, (int) sent.index);
        Bytes.put32(buffer, 4, sent.timestamp);
        Bytes.put32(buffer, 8, 99);
        ExtensionWriter writer = new ExtensionWriter();
        writer.begin(buffer, 12, false);
        writer.put(1, new byte[] {'q'}, 0, 1);
        writer.put(2, new byte[] {'r'}, 0, 1);
        writer.put(3, new byte[] {0x7E, 0x7E}, 0, 2);
        writer.put(4, new byte[] {(byte) 0x9E}, 0, 1);
        int length = 12 + writer.end();
        System.arraycopy(sent.payload, 0, buffer, length, sent.payload.length);
        length += sent.payload.length;
        packet.rtp.parse(buffer, 0, length);
        packet.extensions.parse(packet.rtp, ExtensionIds.of(PUBLISHED));
        packet.encoding = sent.encoding;
        packet.codec = codec;
        packet.index = sent.index;
        packet.arrivalNanos = sent.nowNanos;
        packet.ntpNanos =
                sent.captureNanos < 0 ? MediaPacket.NTP_UNKNOWN : NTP_BASE + sent.captureNanos;
        parsers[sent.encoding].parse(codec, packet.rtp, packet.extensions, packet.frame);
    }
}
