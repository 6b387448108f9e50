package dev.sluice.signaling.sdp;

import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The value of an fmtp attribute as a list of {@code name=value}, as every codec of ours has it.
 */
final class FormatParameters {

    /**
     * What the author says of itself as a receiver (max-fs, max-fr and others: RFC 7741, RFC 6184).
     * In our answer it would bind the author's own sending.
     */
    private static final Set<String> RECEIVER_LIMITS =
            Set.of("max-fs", "max-fr", "max-mbps", "max-cpb", "max-dpb", "max-br", "max-smbps");

    private FormatParameters() {}

    /** A parameter's value, or null when it is absent. */
    static @Nullable String value(@Nullable String parameters, String name) {
        if (parameters == null) {
            return null;
        }
        for (String parameter : parameters.split(";", -1)) {
            String[] pair = parameter.trim().split("=", 2);
            if (pair.length == 2 && pair[0].equalsIgnoreCase(name)) {
                return pair[1].trim();
            }
        }
        return null;
    }

    /**
     * What an answer repeats of an offer's parameters: those of the configuration, which must be
     * the same on both sides, but not what the offerer said of its own streams ({@code sprop-}) and
     * of its own limits.
     */
    static List<NegotiatedCodec> answered(List<NegotiatedCodec> codecs) {
        return codecs.stream()
                .map(codec ->
                        new NegotiatedCodec(
                                codec.codec(),
                                codec.payloadType(),
                                codec.rtxPayloadType(),
                                answered(codec.formatParameters()),
                                codec.nack(),
                                codec.pli(),
                                codec.fir(),
                                codec.transportCc(),
                                codec.remb()))
                .toList();
    }

    private static String answered(String parameters) {
        return Arrays.stream(parameters.split(";", -1))
                .filter(parameter -> !oneSided(parameter))
                .collect(Collectors.joining(";"));
    }

    private static boolean oneSided(String parameter) {
        String name = parameter.trim().split("=", 2)[0].toLowerCase(Locale.ROOT);
        return name.startsWith("sprop-") || RECEIVER_LIMITS.contains(name);
    }
}
