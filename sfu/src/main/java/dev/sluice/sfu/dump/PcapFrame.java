package dev.sluice.sfu.dump;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A UDP datagram as a record of a classic pcap file (draft-ietf-opsawg-pcap): Ethernet, IPv4 and
 * UDP headers are made up, so that any tool opens it. The peer is 198.51.100.1:5000, the server
 * 198.51.100.2:6000 (RFC 5737).
 */
final class PcapFrame {

    private static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
    private static final int LINK_ETHERNET = 1;
    private static final int SNAP_BYTES = 65_535;
    private static final int FILE_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;
    private static final int ETHERNET_BYTES = 14;
    private static final int IP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int PEER_ADDRESS = 0xC6336401;
    private static final int SERVER_ADDRESS = 0xC6336402;
    private static final int PEER_PORT = 5_000;
    private static final int SERVER_PORT = 6_000;

    private PcapFrame() {}

    static byte[] fileHeader() {
        return ByteBuffer.allocate(FILE_HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC_MICROSECONDS)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(SNAP_BYTES)
                .putInt(LINK_ETHERNET)
                .array();
    }

    /**
     * One datagram.
     *
     * @param micros since 1970
     * @param incoming from the peer to the server
     */
    static byte[] record(long micros, boolean incoming, byte[] data, int offset, int length) {
        int frame = ETHERNET_BYTES + IP_BYTES + UDP_BYTES + length;
        ByteBuffer out =
                ByteBuffer.allocate(RECORD_HEADER_BYTES + frame).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt((int) (micros / 1_000_000))
                .putInt((int) (micros % 1_000_000))
                .putInt(frame)
                .putInt(frame);
        out.order(ByteOrder.BIG_ENDIAN);
        putEthernet(out, incoming);
        putIp(out, incoming, IP_BYTES + UDP_BYTES + length);
        out.putShort((short) (incoming ? PEER_PORT : SERVER_PORT));
        out.putShort((short) (incoming ? SERVER_PORT : PEER_PORT));
        out.putShort((short) (UDP_BYTES + length)).putShort((short) 0);
        out.put(data, offset, length);
        return out.array();
    }

    private static void putEthernet(ByteBuffer out, boolean incoming) {
        long peer = 0x0200_0000_0001L;
        long server = 0x0200_0000_0002L;
        putMac(out, incoming ? server : peer);
        putMac(out, incoming ? peer : server);
        out.putShort((short) 0x0800);
    }

    private static void putMac(ByteBuffer out, long address) {
        out.putShort((short) (address >>> 32)).putInt((int) address);
    }

    private static void putIp(ByteBuffer out, boolean incoming, int length) {
        int start = out.position();
        out.put((byte) 0x45).put((byte) 0).putShort((short) length);
        out.putInt(0).put((byte) 64).put((byte) 17).putShort((short) 0);
        out.putInt(incoming ? PEER_ADDRESS : SERVER_ADDRESS)
                .putInt(incoming ? SERVER_ADDRESS : PEER_ADDRESS);
        int sum = 0;
        for (int i = 0; i < IP_BYTES; i += 2) {
            sum += out.getShort(start + i) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        out.putShort(start + 10, (short) ~(sum + (sum >>> 16)));
    }
}
