package dev.sluice.fuzz;

import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.ice.agent.IceLiteAgent;
import dev.sluice.ice.agent.StunVerdict;
import dev.sluice.ice.stun.StunClass;
import dev.sluice.ice.stun.StunCodec;
import dev.sluice.ice.stun.StunFault;
import dev.sluice.ice.stun.StunFrame;
import dev.sluice.ice.stun.StunKey;
import dev.sluice.ice.stun.StunMessage;
import dev.sluice.ice.stun.StunPeek;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.mediacore.net.Tuple;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * STUN: the pre-check, ice4j's decoder behind it, and the agent. The bytes come twice: as they are,
 * and as the attributes of a message that is signed with the right password, because no fuzzer
 * finds an HMAC.
 */
public final class StunFuzz {

    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";
    private static final String FRAGMENT = "evtj";
    private static final StunKey KEY = new StunKey(PASSWORD);
    private static final Tuple TUPLE =
            new Tuple(
                    Protocol.UDP,
                    new InetSocketAddress("192.0.2.1", 7882),
                    new InetSocketAddress("192.0.2.2", 5000));
    private static final int HEADER_BYTES = 20;
    private static final int INTEGRITY_BYTES = 24;
    private static final int FINGERPRINT_BYTES = 8;
    private static final int MAX_ALLOCATED_BYTES = 256 * 1024;
    private static final int MAX_REPLY_BYTES = 256;

    private StunFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Check.allocatesAtMost(MAX_ALLOCATED_BYTES, () -> read(data));
        byte[] signed = signed(data);
        if (signed != null) {
            Check.allocatesAtMost(MAX_ALLOCATED_BYTES, () -> read(signed));
        }
    }

    private static void read(byte[] data) {
        String fragment = StunPeek.localUfrag(data, 0, data.length);
        Check.that(fragment == null || fragment.length() <= 256, "a long username fragment");
        StunFrame frame = new StunFrame();
        boolean authentic = false;
        if (frame.read(data, 0, data.length) == StunFault.NONE) {
            Check.that(StunPeek.isStun(data, 0, data.length), "peek and frame disagree");
            frame.unknownRequired();
            authentic = KEY.verifies(frame);
            StunMessage message = StunCodec.decode(frame);
            if (message != null) {
                writeAndReadBack(message);
            }
        }
        feedAgent(data, authentic);
    }

    private static void feedAgent(byte[] data, boolean authentic) {
        IceLiteAgent agent =
                new IceLiteAgent(
                        new IceCredentials(FRAGMENT, PASSWORD), IceLiteAgent.Config.DEFAULT);
        int[] replied = new int[1];
        StunVerdict verdict =
                agent.onDatagram(
                        1,
                        TUPLE,
                        data,
                        0,
                        data.length,
                        (tuple, reply, offset, length) -> {
                            Check.that(tuple.equals(TUPLE), "a reply to somebody else");
                            replied[0] += length;
                        });
        Check.that(authentic || !verdict.isAuthenticated(), "believed without integrity");
        Check.that(authentic || replied[0] == 0, "answered the unauthenticated");
        Check.that(replied[0] <= MAX_REPLY_BYTES, "a reply of " + replied[0] + " bytes");
        Check.that(verdict.isAuthenticated() || !agent.validated(TUPLE), "state without integrity");
    }

    private static void writeAndReadBack(StunMessage message) {
        if (!isWritable(message)) {
            return;
        }
        byte[] again = StunCodec.encode(message, KEY);
        StunFrame frame = new StunFrame();
        Check.that(frame.read(again, 0, again.length) == StunFault.NONE, "our own is refused");
        Check.that(KEY.verifies(frame), "our own signature does not hold");
        StunMessage second = StunCodec.decode(frame);
        Check.that(message.equals(second), "wrote " + message + ", read " + second);
    }

    /** What we would ever write: requests as an agent makes them, and both kinds of answers. */
    private static boolean isWritable(StunMessage message) {
        boolean bare =
                message.username() == null
                        && message.priority() == 0
                        && !message.useCandidate()
                        && message.role() == null;
        return switch (message.type()) {
            case REQUEST ->
                    message.mappedAddress() == null
                            && message.errorCode() == 0
                            && message.unknownAttributes().isEmpty()
                            && message.priority() <= Integer.MAX_VALUE
                            && isText(message.username());
            case INDICATION -> false;
            case SUCCESS ->
                    bare
                            && message.mappedAddress() != null
                            && message.errorCode() == 0
                            && message.unknownAttributes().isEmpty();
            case ERROR -> bare && message.mappedAddress() == null && message.errorCode() == 487;
        };
    }

    /** Whether decoding it from UTF-8 lost nothing. */
    private static boolean isText(@Nullable String username) {
        return username == null
                || (!username.isEmpty()
                        && username.indexOf('\uFFFD') < 0
                        && username.getBytes(StandardCharsets.UTF_8).length <= 512);
    }

    private static byte @Nullable [] signed(byte[] data) {
        if (data.length == 0) {
            return null;
        }
        int attributes = Math.min(1024, data.length - 1) & ~3;
        StunClass type = new Input(data).oneOf(StunClass.values());
        int length = HEADER_BYTES + attributes + INTEGRITY_BYTES + FINGERPRINT_BYTES;
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putShort((short) type.messageType());
        out.putShort((short) (length - HEADER_BYTES - FINGERPRINT_BYTES));
        out.putInt(0x2112A442).putLong(1).putInt(2);
        out.put(data, 1, attributes);
        byte[] mac = hmac(out.array(), out.position());
        out.putShort((short) 0x0008).putShort((short) mac.length).put(mac);
        out.putShort(2, (short) (length - HEADER_BYTES));
        CRC32 crc = new CRC32();
        crc.update(out.array(), 0, out.position());
        out.putShort((short) 0x8028).putShort((short) 4);
        out.putInt((int) crc.getValue() ^ 0x5354554E);
        return out.array();
    }

    private static byte[] hmac(byte[] message, int length) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(PASSWORD.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
            return mac.doFinal(Arrays.copyOf(message, length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HMAC-SHA1", e);
        }
    }
}
