package dev.sluice.ice.stun;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoded Binding message, or one to be encoded.
 *
 * @param type the message's class
 * @param username {@code receiver's fragment:sender's fragment} (RFC 8445, section 7.2.2)
 * @param priority of the peer-reflexive candidate that the check would make; 0 for none
 * @param useCandidate the check nominates its pair (RFC 8445, section 7.1.2)
 * @param role the sender's, null when it does not say
 * @param tieBreaker 64 bits, to be compared unsigned
 * @param mappedAddress where the request was seen to come from
 * @param errorCode 300 to 699; 0 for none
 * @param unknownAttributes the types that the sender of a 420 did not understand
 */
public record StunMessage(
        StunClass type,
        TransactionId transactionId,
        @Nullable String username,
        long priority,
        boolean useCandidate,
        @Nullable IceRole role,
        long tieBreaker,
        @Nullable InetSocketAddress mappedAddress,
        int errorCode,
        List<Integer> unknownAttributes) {

    /** The error code of a request that lacks something. */
    public static final int BAD_REQUEST = 400;

    /** The error code of a request with attributes that must be understood and are not. */
    public static final int UNKNOWN_ATTRIBUTE = 420;

    /** The error code of a check whose sender has our role (RFC 8445, section 7.3.1.1). */
    public static final int ROLE_CONFLICT = 487;

    /** A connectivity check (RFC 8445, section 7.2.2). */
    public static StunMessage check(
            TransactionId transactionId,
            String username,
            long priority,
            boolean useCandidate,
            IceRole role,
            long tieBreaker) {
        return new StunMessage(
                StunClass.REQUEST,
                transactionId,
                username,
                priority,
                useCandidate,
                role,
                tieBreaker,
                null,
                0,
                List.of());
    }

    /** A request that only asks where it is seen to come from (RFC 8489, section 2). */
    public static StunMessage query(TransactionId transactionId) {
        return new StunMessage(
                StunClass.REQUEST, transactionId, null, 0, false, null, 0, null, 0, List.of());
    }

    /** The answer to a check that came from {@code mapped}. */
    public static StunMessage success(TransactionId transactionId, InetSocketAddress mapped) {
        return new StunMessage(
                StunClass.SUCCESS, transactionId, null, 0, false, null, 0, mapped, 0, List.of());
    }

    /**
     * The refusal of a request.
     *
     * @param errorCode 300 to 699
     */
    public static StunMessage error(
            TransactionId transactionId, int errorCode, List<Integer> unknownAttributes) {
        return new StunMessage(
                StunClass.ERROR,
                transactionId,
                null,
                0,
                false,
                null,
                0,
                null,
                errorCode,
                unknownAttributes);
    }
}
