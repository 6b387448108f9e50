package dev.sluice.signaling.sdp;

import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The restrictions of a rid line (RFC 8851, section 4), of which only the payload types concern us:
 * the answer keeps the others and drops the payload types that it did not accept.
 */
final class RidRestrictions {

    private static final String PAYLOAD_TYPES = "pt=";

    private RidRestrictions() {}

    /** The payload types that the restrictions of a section may name. */
    static Set<String> payloadTypes(List<NegotiatedCodec> codecs) {
        return codecs.stream()
                .map(codec -> Integer.toString(codec.payloadType()))
                .collect(Collectors.toSet());
    }

    /** Whether one of the accepted payload types may be sent under the restrictions. */
    static boolean permits(String restrictions, Set<String> payloadTypes) {
        for (String restriction : restrictions.split(";", -1)) {
            if (restriction.startsWith(PAYLOAD_TYPES)) {
                return !accepted(restriction, payloadTypes).isEmpty();
            }
        }
        return true;
    }

    /** The restrictions of the answer. */
    static String answered(String restrictions, Set<String> payloadTypes) {
        List<String> answered = new ArrayList<>();
        for (String restriction : restrictions.split(";", -1)) {
            if (restriction.startsWith(PAYLOAD_TYPES)) {
                answered.add(PAYLOAD_TYPES + String.join(",", accepted(restriction, payloadTypes)));
            } else if (!restriction.isEmpty()) {
                answered.add(restriction);
            }
        }
        return String.join(";", answered);
    }

    private static List<String> accepted(String restriction, Set<String> payloadTypes) {
        String[] listed = restriction.substring(PAYLOAD_TYPES.length()).split(",", -1);
        return Arrays.stream(listed).filter(payloadTypes::contains).toList();
    }
}
