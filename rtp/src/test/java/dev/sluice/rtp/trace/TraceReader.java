package dev.sluice.rtp.trace;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Reads the traces among this module's test resources; see the README beside them. */
public final class TraceReader {

    private static final int MAGIC_MICROSECONDS_LITTLE_ENDIAN = 0xD4C3B2A1;
    private static final int UDP_PAYLOAD = 42;
    private static final int SOURCE_PORT = 34;
    private static final int SENDER_PORT = 5000;

    private TraceReader() {}

    /** Reads {@code name}.pcap and {@code name}.json. */
    public static Trace read(String name) {
        try (InputStream pcap = open(name + ".pcap");
                InputStream json = open(name + ".json")) {
            List<TracePacket> packets =
                    readPcap(new DataInputStream(new BufferedInputStream(pcap)));
            return new Trace(name, packets, JsonMapper.shared().readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static InputStream open(String file) throws IOException {
        InputStream stream = TraceReader.class.getResourceAsStream("/traces/" + file);
        if (stream == null) {
            throw new IOException("no such trace: " + file);
        }
        return stream;
    }

    private static List<TracePacket> readPcap(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC_MICROSECONDS_LITTLE_ENDIAN) {
            throw new IOException("not a little-endian pcap in microseconds");
        }
        in.skipNBytes(20);
        List<TracePacket> packets = new ArrayList<>();
        for (int first = in.read(); first >= 0; first = in.read()) {
            long seconds = little32(in, first);
            long micros = little32(in, in.readUnsignedByte());
            byte[] frame = new byte[(int) little32(in, in.readUnsignedByte())];
            in.skipNBytes(4);
            in.readFully(frame);
            packets.add(packet(packets.size() + 1, seconds * 1_000_000 + micros, frame));
        }
        return packets;
    }

    private static TracePacket packet(int number, long micros, byte[] frame) {
        int port = ((frame[SOURCE_PORT] & 0xFF) << 8) | (frame[SOURCE_PORT + 1] & 0xFF);
        byte[] payload = Arrays.copyOfRange(frame, UDP_PAYLOAD, frame.length);
        return new TracePacket(number, micros * 1_000, port == SENDER_PORT, payload);
    }

    private static long little32(DataInputStream in, int first) throws IOException {
        long value = first;
        for (int shift = 8; shift < 32; shift += 8) {
            value |= (long) in.readUnsignedByte() << shift;
        }
        return value;
    }
}
