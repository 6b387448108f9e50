package dev.sluice.dtlssrtp.dtls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Builds and takes apart DTLS records (RFC 6347, sections 4.1 and 4.2.2). */
final class Flights {

    static final int RECORD_HEADER = 13;
    static final int MESSAGE_HEADER = 12;

    private Flights() {}

    /** One handshake record with one fragment of zeros. */
    static byte[] fragment(int type, int length, int sequence, int from, int bytes) {
        return record(22, message(type, length, sequence, from, new byte[bytes]), 0);
    }

    static byte[] message(int type, int length, int sequence, int from, byte[] body) {
        ByteBuffer message = ByteBuffer.allocate(MESSAGE_HEADER + body.length);
        message.put((byte) type);
        putUint24(message, length);
        message.putShort((short) sequence);
        putUint24(message, from);
        putUint24(message, body.length);
        return message.put(body).array();
    }

    static byte[] record(int type, byte[] body, long recordSequence) {
        ByteBuffer record = ByteBuffer.allocate(RECORD_HEADER + body.length);
        record.put((byte) type).putShort((short) 0xfefd);
        record.putLong(recordSequence); // epoch 0 and 48 bits
        return record.putShort((short) body.length).put(body).array();
    }

    static byte[] concat(List<byte[]> parts) {
        ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(p -> p.length).sum());
        parts.forEach(all::put);
        return all.array();
    }

    /** Splits the one unfragmented message of a datagram into as many datagrams. */
    static List<byte[]> split(byte[] datagram, int parts) {
        ByteBuffer in = ByteBuffer.wrap(datagram);
        int type = in.get(RECORD_HEADER);
        int length = in.getInt(RECORD_HEADER) & 0xffffff;
        int sequence = in.getShort(RECORD_HEADER + 4);
        List<byte[]> result = new ArrayList<>();
        int step = (length + parts - 1) / parts;
        for (int from = 0; from < length; from += step) {
            byte[] body = new byte[Math.min(step, length - from)];
            in.get(RECORD_HEADER + MESSAGE_HEADER + from, body);
            byte[] fragment = message(type, length, sequence, from, body);
            result.add(record(22, fragment, 1000 + result.size()));
        }
        return result;
    }

    /** ChangeCipherSpec, or anything of epoch 1, which for a server is Finished. */
    static boolean isLastFlight(byte[] datagram) {
        return datagram[0] == 20 || datagram[4] == 1;
    }

    /** Random bytes behind the plausible beginning of a record. */
    static byte[] garbage(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (bytes.length > RECORD_HEADER) {
            bytes[0] = (byte) (20 + random.nextInt(5));
            bytes[1] = (byte) 0xfe;
            bytes[2] = (byte) 0xfd;
            bytes[3] = 0;
            bytes[4] = (byte) (random.nextInt(3) / 2);
            bytes[11] = 0;
            bytes[12] = (byte) (bytes.length - RECORD_HEADER);
        }
        return bytes;
    }

    private static void putUint24(ByteBuffer buffer, int value) {
        buffer.put((byte) (value >> 16)).putShort((short) value);
    }
}
