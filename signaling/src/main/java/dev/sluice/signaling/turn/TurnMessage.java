package dev.sluice.signaling.turn;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A STUN message with the attributes of TURN (RFC 8489, section 5; RFC 8656, section 18).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|           type            |            length             |
 * |                     magic cookie 2112A442                     |
 * |                   transaction id (96 bits)                    |
 * |        attribute type         |            length             |
 * |                 value, padded to 32 bits ...                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param type method and class
 * @param id of the transaction, 12 bytes
 * @param attributes by type, in order; of several of one type the first
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TurnMessage(int type, byte[] id, Map<Integer, byte[]> attributes) {

    static final int HEADER_BYTES = 20;

    static final int ALLOCATE = 0x003;
    static final int REFRESH = 0x004;
    static final int CHANNEL_BIND = 0x009;
    private static final int SUCCESS = 0x100;
    private static final int ERROR = 0x110;

    static final int USERNAME = 0x0006;
    static final int ERROR_CODE = 0x0009;
    static final int CHANNEL_NUMBER = 0x000C;
    static final int LIFETIME = 0x000D;
    static final int PEER_ADDRESS = 0x0012;
    static final int REALM = 0x0014;
    static final int NONCE = 0x0015;
    static final int RELAYED_ADDRESS = 0x0016;
    static final int REQUESTED_TRANSPORT = 0x0019;
    private static final int INTEGRITY = 0x0008;

    private static final int COOKIE = 0x2112A442;
    private static final int HMAC_BYTES = 20;
    private static final String HMAC = "HmacSHA1";

    static TurnMessage request(int method, byte[] id) {
        return new TurnMessage(method, id, new LinkedHashMap<>());
    }

    TurnMessage with(int attribute, byte[] value) {
        attributes.put(attribute, value);
        return this;
    }

    TurnMessage with(int attribute, String value) {
        return with(attribute, value.getBytes(StandardCharsets.UTF_8));
    }

    TurnMessage with(int attribute, int value) {
        return with(attribute, ByteBuffer.allocate(4).putInt(value).array());
    }

    /** An address, hidden by the magic cookie (RFC 8489, section 14.2). */
    TurnMessage with(int attribute, InetSocketAddress end) {
        byte[] host = end.getAddress().getAddress();
        ByteBuffer value = ByteBuffer.allocate(4 + host.length);
        value.putShort((short) (host.length == 4 ? 1 : 2));
        value.putShort((short) (end.getPort() ^ (COOKIE >>> 16)));
        return with(attribute, value.put(hidden(host)).array());
    }

    boolean answers(TurnMessage request) {
        return Arrays.equals(id, request.id)
                && (type == (request.type | SUCCESS) || type == (request.type | ERROR));
    }

    boolean isError() {
        return (type & ERROR) == ERROR;
    }

    String text(int attribute) {
        byte[] value = attributes.get(attribute);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    /** The code of an error; 0 when it tells none. */
    int errorCode() {
        byte[] value = attributes.get(ERROR_CODE);
        return value == null || value.length < 4 ? 0 : (value[2] & 7) * 100 + (value[3] & 0xFF);
    }

    /** What an error says beside its code. */
    String reason() {
        byte[] value = attributes.get(ERROR_CODE);
        return value == null || value.length < 4
                ? ""
                : new String(value, 4, value.length - 4, StandardCharsets.UTF_8);
    }

    /** The address of an attribute; null when there is none. */
    @Nullable InetSocketAddress address(int attribute) {
        byte[] value = attributes.get(attribute);
        if (value == null || (value.length != 8 && value.length != 20)) {
            return null;
        }
        int port = (ByteBuffer.wrap(value).getShort(2) & 0xFFFF) ^ (COOKIE >>> 16);
        try {
            byte[] host = hidden(Arrays.copyOfRange(value, 4, value.length));
            return new InetSocketAddress(InetAddress.getByAddress(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }

    private byte[] hidden(byte[] host) {
        byte[] pad = ByteBuffer.allocate(16).putInt(COOKIE).put(id).array();
        for (int i = 0; i < host.length; i++) {
            host[i] ^= pad[i];
        }
        return host;
    }

    /**
     * The bytes.
     *
     * @param key null: unsigned
     */
    byte[] encode(byte @Nullable [] key) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        attributes.forEach((attribute, value) -> put(body, attribute, value));
        if (key != null) {
            byte[] signed = framed(body.toByteArray(), 4 + HMAC_BYTES);
            put(body, INTEGRITY, hmac(key, signed));
        }
        return framed(body.toByteArray(), 0);
    }

    private static void put(ByteArrayOutputStream out, int attribute, byte[] value) {
        out.write(attribute >>> 8);
        out.write(attribute);
        out.write(value.length >>> 8);
        out.write(value.length);
        out.writeBytes(value);
        out.writeBytes(new byte[-value.length & 3]);
    }

    /** Header and body, with a length that counts what is still to come. */
    private byte[] framed(byte[] body, int later) {
        return ByteBuffer.allocate(HEADER_BYTES + body.length)
                .putShort((short) type)
                .putShort((short) (body.length + later))
                .putInt(COOKIE)
                .put(id)
                .put(body)
                .array();
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    /** The message of these bytes; null when they are none. */
    static @Nullable TurnMessage decode(byte[] data) {
        if (data.length < HEADER_BYTES || data[0] >>> 6 != 0) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(data);
        int type = in.getShort() & 0xFFFF;
        int length = in.getShort() & 0xFFFF;
        if (in.getInt() != COOKIE || length != data.length - HEADER_BYTES) {
            return null;
        }
        byte[] id = new byte[12];
        in.get(id);
        Map<Integer, byte[]> attributes = new LinkedHashMap<>();
        while (in.remaining() >= 4) {
            int attribute = in.getShort() & 0xFFFF;
            int size = in.getShort() & 0xFFFF;
            if (size > in.remaining()) {
                return null;
            }
            byte[] value = new byte[size];
            in.get(value);
            in.position(in.position() + Math.min(-size & 3, in.remaining()));
            attributes.putIfAbsent(attribute, value);
        }
        return new TurnMessage(type, id, attributes);
    }
}
