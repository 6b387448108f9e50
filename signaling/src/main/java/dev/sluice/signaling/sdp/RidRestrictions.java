package dev.sluice.signaling.sdp;

import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * The restrictions of a rid line (RFC 8851, section 4), of which only the payload types concern us:
 * the answer keeps the others and drops the payload types that it did not accept.
 */
final class RidRestrictions {

    private static final String PAYLOAD_TYPES = "pt=";

    private RidRestrictions() {}

    /** Whether one of the codecs may be sent under the restrictions. */
    static boolean permits(String restrictions, List<NegotiatedCodec> codecs) {
        for (String restriction : restrictions.split(";", -1)) {
            if (restriction.startsWith(PAYLOAD_TYPES)) {
                return !accepted(restriction, codecs).isEmpty();
            }
        }
        return true;
    }

    /** The restrictions of the answer. */
    static String answered(String restrictions, List<NegotiatedCodec> codecs) {
        List<String> answered = new ArrayList<>();
        for (String restriction : restrictions.split(";", -1)) {
            if (restriction.startsWith(PAYLOAD_TYPES)) {
                answered.add(PAYLOAD_TYPES + String.join(",", accepted(restriction, codecs)));
            } else if (!restriction.isEmpty()) {
                answered.add(restriction);
            }
        }
        return String.join(";", answered);
    }

    private static List<String> accepted(String restriction, List<NegotiatedCodec> codecs) {
        List<String> accepted = new ArrayList<>();
        for (String payloadType : restriction.substring(PAYLOAD_TYPES.length()).split(",", -1)) {
            if (codecs.stream()
                    .anyMatch(c -> Integer.toString(c.payloadType()).equals(payloadType))) {
                accepted.add(payloadType);
            }
        }
        return accepted;
    }
}
