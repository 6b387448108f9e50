package dev.sluice.signaling.client.source;

import dev.sluice.rtp.ext.Extension;
import dev.sluice.rtp.ext.ExtensionIds;
import dev.sluice.rtp.ext.HeaderExtensions;
import dev.sluice.rtp.packet.RtpPacket;
import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.signaling.client.MediaToSend;
import dev.sluice.signaling.client.PacketSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The media packets of one section, recorded as plain RTP with the time of each (classic pcap,
 * Ethernet, IPv4 and UDP), to be sent again as they came. RTX, padding and everything of other
 * streams is left out. Immutable.
 */
public final class RtpTrace {

    private static final int FILE_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;
    private static final int MICROSECONDS = 0xA1B2C3D4;
    private static final int NANOSECONDS = 0xA1B23C4D;

    /** Ethernet, IPv4 without options, UDP. */
    private static final int DATAGRAM_OFFSET = 14 + 20 + 8;

    private final List<Recorded> packets;
    private final int clockRateHz;
    private final long lengthNanos;

    /** Times from the trace's beginning. */
    private static final class Recorded {

        long nanos;
        int encoding;
        long timestamp;
        boolean marker;
        byte[] payload = new byte[0];
        int audioLevel;
        boolean voice;
        byte[] descriptor = new byte[0];
    }

    private RtpTrace(List<Recorded> packets, int clockRateHz) {
        this.packets = packets;
        this.clockRateHz = clockRateHz;
        this.lengthNanos = packets.get(packets.size() - 1).nanos + 40_000_000L;
    }

    /**
     * Reads a recording.
     *
     * @param ssrcs the streams to take, unsigned 32-bit: the lowest simulcast layer first
     * @param extensions the recording's header extension ids; audio levels and dependency
     *     descriptors are kept
     * @throws IOException when the file cannot be read, is no such recording, or has no packet of
     *     these streams
     */
    public static RtpTrace read(
            Path pcap, List<Long> ssrcs, int clockRateHz, Map<Extension, Integer> extensions)
            throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(pcap)).order(ByteOrder.LITTLE_ENDIAN);
        int magic = file.remaining() < FILE_HEADER_BYTES ? 0 : file.getInt(0);
        if (magic != MICROSECONDS && magic != NANOSECONDS) {
            throw new IOException(pcap + " is no classic little-endian pcap file");
        }
        int unit = magic == MICROSECONDS ? 1_000 : 1;
        Reader reader = new Reader(ssrcs, clockRateHz, ExtensionIds.of(extensions));
        int at = FILE_HEADER_BYTES;
        while (at + RECORD_HEADER_BYTES <= file.limit()) {
            long nanos =
                    (file.getInt(at) & 0xFFFF_FFFFL) * 1_000_000_000L
                            + (file.getInt(at + 4) & 0xFFFF_FFFFL) * unit;
            int length = file.getInt(at + 8);
            at += RECORD_HEADER_BYTES;
            if (length < 0 || at + length > file.limit()) {
                throw new IOException(pcap + " ends within a packet");
            }
            if (length > DATAGRAM_OFFSET) {
                reader.packet(nanos, file.array(), at + DATAGRAM_OFFSET, length - DATAGRAM_OFFSET);
            }
            at += length;
        }
        if (reader.packets.isEmpty()) {
            throw new IOException(pcap + " has no packet of the streams " + ssrcs);
        }
        return new RtpTrace(List.copyOf(reader.packets), clockRateHz);
    }

    private static long ticks(long nanos, int clockRateHz) {
        return nanos / 1_000 * clockRateHz / 1_000_000;
    }

    /** How many packets it has. */
    public int size() {
        return packets.size();
    }

    /**
     * The payload of the i-th packet, copied.
     *
     * @param i 0 to {@link #size} - 1
     */
    public byte[] payload(int i) {
        return packets.get(i).payload.clone();
    }

    /**
     * Plays the trace in its own time.
     *
     * @param times how often, one right behind the other
     */
    public PacketSource source(int times) {
        return new Playing(times);
    }

    /** Collects the wanted packets. */
    private static final class Reader {

        final List<Recorded> packets = new ArrayList<>();
        private final List<Long> ssrcs;
        private final int clockRateHz;
        private final ExtensionIds ids;
        private final RtpPacket rtp = new RtpPacket();
        private final HeaderExtensions extensions = new HeaderExtensions();

        /** By layer: the timestamp at the trace's beginning. */
        private final long[] zero;

        private final boolean[] started;
        private long firstNanos = -1;

        Reader(List<Long> ssrcs, int clockRateHz, ExtensionIds ids) {
            this.clockRateHz = clockRateHz;
            this.ssrcs = ssrcs;
            this.ids = ids;
            this.zero = new long[ssrcs.size()];
            this.started = new boolean[ssrcs.size()];
        }

        void packet(long nanos, byte[] data, int offset, int length) {
            if (length < 12
                    || RtcpParser.isRtcp(data, offset, length)
                    || rtp.parse(data, offset, length) != RtpPacket.Verdict.OK
                    || rtp.payloadBytes() == 0
                    || rtp.payloadBytes() > MediaToSend.MAX_PAYLOAD_BYTES) {
                return;
            }
            int encoding = ssrcs.indexOf(rtp.ssrc());
            if (encoding < 0) {
                return;
            }
            firstNanos = firstNanos < 0 ? nanos : firstNanos;
            if (!started[encoding]) {
                started[encoding] = true;
                zero[encoding] = rtp.timestamp() - ticks(nanos - firstNanos, clockRateHz);
            }
            extensions.parse(rtp, ids);
            Recorded packet = new Recorded();
            packet.nanos = nanos - firstNanos;
            packet.encoding = encoding;
            packet.timestamp = (rtp.timestamp() - zero[encoding]) & 0xFFFF_FFFFL;
            packet.marker = rtp.marker();
            packet.payload = copy(data, rtp.payloadOffset(), rtp.payloadBytes());
            packet.audioLevel = extensions.audioLevel();
            packet.voice = extensions.voice();
            packet.descriptor = descriptor();
            packets.add(packet);
        }

        private byte[] descriptor() {
            Extension wanted = Extension.DEPENDENCY_DESCRIPTOR;
            return extensions.has(wanted)
                    ? copy(extensions.data(), extensions.offset(wanted), extensions.length(wanted))
                    : new byte[0];
        }

        private static byte[] copy(byte[] data, int offset, int length) {
            return java.util.Arrays.copyOfRange(data, offset, offset + length);
        }
    }

    private final class Playing implements PacketSource {

        private final int times;
        private int round;
        private int at;

        Playing(int times) {
            this.times = times;
        }

        @Override
        public long nextNanos() {
            return round >= times ? Long.MAX_VALUE : round * lengthNanos + packets.get(at).nanos;
        }

        @Override
        public void write(long nowNanos, MediaToSend out) {
            Recorded packet = packets.get(at);
            System.arraycopy(packet.payload, 0, out.payload, 0, packet.payload.length);
            out.payloadBytes = packet.payload.length;
            out.encoding = packet.encoding;
            out.marker = packet.marker;
            out.timestamp = packet.timestamp + round * ticks(lengthNanos, clockRateHz);
            out.audioLevel = packet.audioLevel;
            out.voice = packet.voice;
            System.arraycopy(packet.descriptor, 0, out.descriptor, 0, packet.descriptor.length);
            out.descriptorBytes = packet.descriptor.length;
            at++;
            if (at == packets.size()) {
                at = 0;
                round++;
            }
        }
    }
}
