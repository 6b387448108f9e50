package dev.sluice.ice.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.ice4j.StunException;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.attribute.ErrorCodeAttribute;
import org.ice4j.attribute.IceControlAttribute;
import org.ice4j.attribute.PriorityAttribute;
import org.ice4j.attribute.UnknownAttributesAttribute;
import org.ice4j.attribute.UsernameAttribute;
import org.ice4j.attribute.XorMappedAddressAttribute;
import org.ice4j.message.Message;
import org.ice4j.message.MessageFactory;
import org.ice4j.message.Request;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes with ice4j's message classes. ice4j sees only frames that were pre-checked,
 * cut down to the attributes that we read; what it throws all the same ends here. Costs some
 * microseconds and 5 KB of garbage per message: meant for checks, not for media. Thread-safe.
 */
public final class StunCodec {

    private static final byte[] SOFTWARE = "sluice".getBytes(StandardCharsets.US_ASCII);

    private StunCodec() {}

    /** Loads ice4j and its configuration, which takes some 100 ms the first time. */
    public static void warmUp() {
        StunKey key = new StunKey("warm-up");
        byte[] data = encode(StunMessage.error(new TransactionId(0, 0), 400, List.of()), key);
        StunFrame frame = new StunFrame();
        if (frame.read(data, 0, data.length) != StunFault.NONE || decode(frame) == null) {
            throw new IllegalStateException("the STUN codec cannot read what it wrote");
        }
    }

    /** The message of a frame that was read without fault; null when ice4j refuses it. */
    public static @Nullable StunMessage decode(StunFrame frame) {
        byte[] compact = frame.compact();
        try {
            return view(frame, Message.decode(compact, 0, compact.length));
        } catch (StunException | UnknownHostException | RuntimeException refused) {
            return null;
        }
    }

    /**
     * The bytes of {@code message} with FINGERPRINT, signed by {@code key} if there is one.
     *
     * @throws IllegalArgumentException when the message lacks what its class needs
     */
    public static byte[] encode(StunMessage message, @Nullable StunKey key) {
        try {
            Message out = blank(message);
            out.putAttribute(AttributeFactory.createSoftwareAttribute(SOFTWARE.clone()));
            putCheck(message, out);
            if (key != null) {
                out.putAttribute(new KeyedIntegrity(key));
            }
            out.putAttribute(AttributeFactory.createFingerprintAttribute());
            return out.encode(null);
        } catch (StunException e) {
            throw new IllegalArgumentException("no such STUN message: " + message, e);
        }
    }

    private static StunMessage view(StunFrame frame, Message in)
            throws StunException, UnknownHostException {
        Attribute username = in.getAttribute(Attribute.USERNAME);
        Attribute priority = in.getAttribute(Attribute.PRIORITY);
        Attribute error = in.getAttribute(Attribute.ERROR_CODE);
        Attribute mapped = in.getAttribute(Attribute.XOR_MAPPED_ADDRESS);
        Attribute control = in.getAttribute(Attribute.ICE_CONTROLLING);
        IceRole role = control == null ? null : IceRole.CONTROLLING;
        if (control == null) {
            control = in.getAttribute(Attribute.ICE_CONTROLLED);
            role = control == null ? null : IceRole.CONTROLLED;
        }
        return new StunMessage(
                frame.type(),
                frame.transactionId(),
                username == null ? null : text(((UsernameAttribute) username).getUsername()),
                priority == null ? 0 : ((PriorityAttribute) priority).getPriority() & 0xFFFFFFFFL,
                in.containsAttribute(Attribute.USE_CANDIDATE),
                role,
                control == null ? 0 : ((IceControlAttribute) control).getTieBreaker(),
                mapped == null ? null : address((XorMappedAddressAttribute) mapped, in),
                error == null ? 0 : ((ErrorCodeAttribute) error).getErrorCode(),
                unknown(in.getAttribute(Attribute.UNKNOWN_ATTRIBUTES)));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static InetSocketAddress address(XorMappedAddressAttribute mapped, Message in)
            throws UnknownHostException {
        TransportAddress found = mapped.getAddress(in.getTransactionID());
        return new InetSocketAddress(
                InetAddress.getByAddress(found.getAddressBytes()), found.getPort());
    }

    private static List<Integer> unknown(@Nullable Attribute attribute) {
        List<Integer> types = new ArrayList<>();
        if (attribute instanceof UnknownAttributesAttribute unknown) {
            for (Iterator<Character> i = unknown.getAttributes(); i.hasNext(); ) {
                types.add((int) i.next());
            }
        }
        return List.copyOf(types);
    }

    private static Message blank(StunMessage message) throws StunException {
        byte[] id = message.transactionId().toBytes();
        Message out =
                switch (message.type()) {
                    case REQUEST -> MessageFactory.createBindingRequest();
                    case INDICATION -> MessageFactory.createBindingIndication();
                    case SUCCESS -> success(message, id);
                    case ERROR -> error(message);
                };
        out.setTransactionID(id);
        return out;
    }

    private static Message success(StunMessage message, byte[] id) throws StunException {
        InetSocketAddress mapped = message.mappedAddress();
        if (mapped == null) {
            throw new IllegalArgumentException("a success response has a mapped address");
        }
        Request request = MessageFactory.createBindingRequest();
        request.setTransactionID(id);
        return MessageFactory.createBindingResponse(
                request, new TransportAddress(mapped, Transport.UDP));
    }

    private static Message error(StunMessage message) {
        List<Integer> types = message.unknownAttributes();
        char[] unknown = new char[types.size()];
        for (int i = 0; i < unknown.length; i++) {
            unknown[i] = (char) (int) types.get(i);
        }
        String reason =
                switch (message.errorCode()) {
                    case StunMessage.BAD_REQUEST -> "Bad Request";
                    case StunMessage.UNKNOWN_ATTRIBUTE -> "Unknown Attribute";
                    case StunMessage.ROLE_CONFLICT -> "Role Conflict";
                    default -> "Error";
                };
        return MessageFactory.createBindingErrorResponse(
                (char) message.errorCode(), reason, unknown.length == 0 ? null : unknown);
    }

    private static void putCheck(StunMessage message, Message out) {
        if (message.username() != null) {
            byte[] username = message.username().getBytes(StandardCharsets.UTF_8);
            out.putAttribute(AttributeFactory.createUsernameAttribute(username));
        }
        if (message.priority() > 0) {
            out.putAttribute(AttributeFactory.createPriorityAttribute(message.priority()));
        }
        if (message.useCandidate()) {
            out.putAttribute(AttributeFactory.createUseCandidateAttribute());
        }
        if (message.role() == IceRole.CONTROLLING) {
            out.putAttribute(AttributeFactory.createIceControllingAttribute(message.tieBreaker()));
        } else if (message.role() == IceRole.CONTROLLED) {
            out.putAttribute(AttributeFactory.createIceControlledAttribute(message.tieBreaker()));
        }
    }
}
