package dev.sluice.signaling.sdp;

import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.mediacore.net.Protocol;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One {@code a=} line. What we have no type for is {@link Other}, and written as it came. */
public interface Attribute {

    /** The name before the colon. */
    String attribute();

    /** What stands behind the colon; empty for a property attribute. */
    String value();

    /**
     * A grouping of sections (RFC 5888, section 5), such as BUNDLE (RFC 9143).
     *
     * @param semantics such as {@code BUNDLE}
     * @param mids of the sections
     */
    record Group(String semantics, List<String> mids) implements Attribute {
        public Group {
            mids = List.copyOf(mids);
        }

        @Override
        public String attribute() {
            return "group";
        }

        @Override
        public String value() {
            return mids.isEmpty() ? semantics : semantics + " " + String.join(" ", mids);
        }
    }

    /** The identification of a section (RFC 5888, section 4). */
    record Mid(String id) implements Attribute {
        @Override
        public String attribute() {
            return "mid";
        }

        @Override
        public String value() {
            return id;
        }
    }

    /** RFC 8839, section 5.4. */
    record IceUfrag(String ufrag) implements Attribute {
        @Override
        public String attribute() {
            return "ice-ufrag";
        }

        @Override
        public String value() {
            return ufrag;
        }
    }

    /** RFC 8839, section 5.4. */
    record IcePwd(String password) implements Attribute {
        @Override
        public String attribute() {
            return "ice-pwd";
        }

        @Override
        public String value() {
            return password;
        }

        @Override
        public String toString() {
            return "IcePwd[]";
        }
    }

    /**
     * RFC 8839, section 5.1.
     *
     * @param candidate its host may be a name, which nobody resolves
     * @param rest raddr, rport and extensions, as they came; empty without any
     */
    record IceCandidate(Candidate candidate, String rest) implements Attribute {
        @Override
        public String attribute() {
            return "candidate";
        }

        @Override
        public String value() {
            Candidate c = candidate;
            String protocol = c.protocol() == Protocol.UDP ? "udp" : "tcp";
            String tcpType = c.tcpType().isEmpty() ? "" : " tcptype " + c.tcpType();
            return String.format(
                    Locale.ROOT,
                    "%s %d %s %d %s %d typ %s%s%s",
                    c.foundation(),
                    c.component(),
                    protocol,
                    c.priority(),
                    c.host(),
                    c.port(),
                    c.type(),
                    tcpType,
                    rest.isEmpty() ? "" : " " + rest);
        }
    }

    /** A certificate's fingerprint (RFC 8122, section 5). */
    record CertificateFingerprint(Fingerprint fingerprint) implements Attribute {
        @Override
        public String attribute() {
            return "fingerprint";
        }

        @Override
        public String value() {
            return fingerprint.algorithm() + " " + fingerprint.value();
        }
    }

    /**
     * A payload type's codec (RFC 8866, section 6.6).
     *
     * @param payloadType 0 to 127
     * @param encoding the codec's name
     * @param clockRateHz of RTP timestamps
     * @param parameters the channel count of audio; empty without one
     */
    record Rtpmap(int payloadType, String encoding, int clockRateHz, String parameters)
            implements Attribute {
        @Override
        public String attribute() {
            return "rtpmap";
        }

        @Override
        public String value() {
            String tail = parameters.isEmpty() ? "" : "/" + parameters;
            return payloadType + " " + encoding + "/" + clockRateHz + tail;
        }
    }

    /**
     * RFC 8866, section 6.15.
     *
     * @param payloadType 0 to 127
     * @param parameters as they came
     */
    record Fmtp(int payloadType, String parameters) implements Attribute {
        @Override
        public String attribute() {
            return "fmtp";
        }

        @Override
        public String value() {
            return payloadType + " " + parameters;
        }
    }

    /**
     * RFC 4585, section 4.2.
     *
     * @param payloadType or {@link #ANY}
     * @param feedback such as {@code nack pli}
     */
    record RtcpFeedback(int payloadType, String feedback) implements Attribute {
        /** The {@code payloadType} of a line for every payload type of the section. */
        public static final int ANY = -1;

        @Override
        public String attribute() {
            return "rtcp-fb";
        }

        @Override
        public String value() {
            return (payloadType == ANY ? "*" : Integer.toString(payloadType)) + " " + feedback;
        }
    }

    /** RFC 3611, section 5.1. */
    record RtcpXr(String formats) implements Attribute {

        /**
         * RRTR and DLRR, with which one that only receives can tell the round trip (RFC 3611, 5.1).
         */
        static final String RECEIVER_RTT = "rcvr-rtt=all";

        @Override
        public String attribute() {
            return "rtcp-xr";
        }

        @Override
        public String value() {
            return formats;
        }
    }

    /**
     * A header extension (RFC 8285, section 5).
     *
     * @param id by which packets name it, 1 to 255
     * @param direction null when the line has none, which means both
     * @param uri which extension
     * @param parameters extension attributes; empty without any
     */
    record Extmap(int id, @Nullable Direction direction, String uri, String parameters)
            implements Attribute {
        @Override
        public String attribute() {
            return "extmap";
        }

        @Override
        public String value() {
            String way = direction == null ? "" : "/" + direction.attribute();
            return id + way + " " + uri + (parameters.isEmpty() ? "" : " " + parameters);
        }
    }

    /**
     * RFC 8830, section 2.
     *
     * @param streamId {@code -} for no stream
     * @param trackId empty when the line has none
     */
    record Msid(String streamId, String trackId) implements Attribute {
        @Override
        public String attribute() {
            return "msid";
        }

        @Override
        public String value() {
            return trackId.isEmpty() ? streamId : streamId + " " + trackId;
        }
    }

    /**
     * RFC 5576, section 4.1.
     *
     * @param ssrc unsigned 32-bit
     * @param source the source-level attribute, such as {@code cname:x}
     */
    record Ssrc(long ssrc, String source) implements Attribute {
        @Override
        public String attribute() {
            return "ssrc";
        }

        @Override
        public String value() {
            return source.isEmpty() ? Long.toString(ssrc) : ssrc + " " + source;
        }
    }

    /**
     * RFC 5576, section 4.2. The SSRCs are unsigned 32-bit.
     *
     * @param semantics such as {@code FID}
     * @param ssrcs unsigned 32-bit, in order
     */
    record SsrcGroup(String semantics, List<Long> ssrcs) implements Attribute {
        public SsrcGroup {
            ssrcs = List.copyOf(ssrcs);
        }

        @Override
        public String attribute() {
            return "ssrc-group";
        }

        @Override
        public String value() {
            return semantics + ssrcs.stream().map(ssrc -> " " + ssrc).collect(Collectors.joining());
        }
    }

    /**
     * A restriction identifier (RFC 8851, section 4).
     *
     * @param id 1 to 16 letters, digits, dashes and underscores
     * @param send the author sends it; otherwise it receives it
     * @param restrictions as they came; empty without any
     */
    record Rid(String id, boolean send, String restrictions) implements Attribute {
        @Override
        public String attribute() {
            return "rid";
        }

        @Override
        public String value() {
            String tail = restrictions.isEmpty() ? "" : " " + restrictions;
            return id + (send ? " send" : " recv") + tail;
        }
    }

    /**
     * RFC 8853, section 5.1. Each list names the simulcast streams in order, each stream its
     * alternatives in order of preference.
     *
     * @param send what the author sends
     * @param receive what it receives
     */
    record Simulcast(List<List<Layer>> send, List<List<Layer>> receive) implements Attribute {
        public Simulcast {
            send = send.stream().map(List::copyOf).toList();
            receive = receive.stream().map(List::copyOf).toList();
        }

        /**
         * A rid, and whether it begins paused ({@code ~}).
         *
         * @param rid which stream
         * @param paused begins with {@code ~}
         */
        public record Layer(String rid, boolean paused) {}

        @Override
        public String attribute() {
            return "simulcast";
        }

        @Override
        public String value() {
            String sends = send.isEmpty() ? "" : "send " + join(send);
            String receives = receive.isEmpty() ? "" : "recv " + join(receive);
            return sends + (sends.isEmpty() || receives.isEmpty() ? "" : " ") + receives;
        }

        private static String join(List<List<Layer>> streams) {
            return streams.stream()
                    .map(alternatives ->
                            alternatives.stream()
                                    .map(a -> (a.paused() ? "~" : "") + a.rid())
                                    .collect(Collectors.joining(",")))
                    .collect(Collectors.joining(";"));
        }
    }

    /**
     * Anything else. The value is empty for a property attribute.
     *
     * @param attribute the name before the colon
     * @param value what stands behind it
     */
    record Other(String attribute, String value) implements Attribute {}
}
