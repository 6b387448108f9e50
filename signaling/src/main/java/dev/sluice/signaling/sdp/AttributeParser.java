package dev.sluice.signaling.sdp;

import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.Candidate;
import dev.sluice.mediacore.net.Protocol;
import dev.sluice.signaling.sdp.Attribute.CertificateFingerprint;
import dev.sluice.signaling.sdp.Attribute.Extmap;
import dev.sluice.signaling.sdp.Attribute.Fmtp;
import dev.sluice.signaling.sdp.Attribute.Group;
import dev.sluice.signaling.sdp.Attribute.IceCandidate;
import dev.sluice.signaling.sdp.Attribute.IcePwd;
import dev.sluice.signaling.sdp.Attribute.IceUfrag;
import dev.sluice.signaling.sdp.Attribute.Mid;
import dev.sluice.signaling.sdp.Attribute.Msid;
import dev.sluice.signaling.sdp.Attribute.Other;
import dev.sluice.signaling.sdp.Attribute.Rid;
import dev.sluice.signaling.sdp.Attribute.RtcpFeedback;
import dev.sluice.signaling.sdp.Attribute.RtcpXr;
import dev.sluice.signaling.sdp.Attribute.Rtpmap;
import dev.sluice.signaling.sdp.Attribute.Simulcast;
import dev.sluice.signaling.sdp.Attribute.Ssrc;
import dev.sluice.signaling.sdp.Attribute.SsrcGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads one {@code a=} line. A line of a known attribute must be well formed; an unknown one is
 * kept as it is (RFC 8866, section 5.13).
 */
final class AttributeParser {

    private static final long MAX_UNSIGNED_32 = 0xFFFF_FFFFL;

    /** RFC 8285, section 5: 4096 to 4351 stand for ids that the answer is to choose. */
    private static final int MAX_EXTMAP_ID = 4351;

    private static final Pattern TOKEN = Pattern.compile("[!#-'*+\\-.0-9A-Z^-~]+");
    private static final Pattern ICE_CHARS = Pattern.compile("[A-Za-z0-9+/]+");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:%_-]+");
    private static final Pattern RID = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern HEX_BYTES = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})*");
    private static final Map<String, Attribute> PROPERTIES = properties();

    private AttributeParser() {}

    static Attribute parse(SdpLine line) throws SdpException {
        int colon = line.value().indexOf(':');
        String name = colon < 0 ? line.value() : line.value().substring(0, colon);
        String value = colon < 0 ? "" : line.value().substring(colon + 1);
        if (!TOKEN.matcher(name).matches()) {
            throw line.bad("the attribute has no name", "Write a=name or a=name:value");
        }
        Attribute property = PROPERTIES.get(name);
        return property != null ? property : parse(line, name, value);
    }

    private static Attribute parse(SdpLine line, String name, String value) throws SdpException {
        return switch (name) {
            case "group" -> group(line, value);
            case "mid" -> new Mid(matching(line, value, TOKEN, 1, 16, "mid"));
            case "ice-ufrag" -> new IceUfrag(matching(line, value, ICE_CHARS, 4, 256, "ufrag"));
            case "ice-pwd" -> new IcePwd(matching(line, value, ICE_CHARS, 22, 256, "password"));
            case "candidate" -> candidate(line, name, value);
            case "fingerprint" -> fingerprint(line, value);
            case "setup" -> setup(line, value);
            case "rtpmap" -> rtpmap(line, value);
            case "fmtp" -> {
                String[] parts = words(line, value, 2, "a=fmtp:TYPE PARAMETERS");
                yield new Fmtp(payloadType(line, parts[0]), parts[1]);
            }
            case "rtcp-fb" -> feedback(line, value);
            case "rtcp-xr" -> new RtcpXr(value);
            case "extmap" -> extmap(line, value);
            case "msid" -> msid(line, value);
            case "ssrc" -> {
                String[] parts = value.split(" ", 2);
                yield new Ssrc(ssrc(line, parts[0]), parts.length < 2 ? "" : parts[1]);
            }
            case "ssrc-group" -> ssrcGroup(line, value);
            case "rid" -> rid(line, value);
            case "simulcast" -> simulcast(line, value);
            default -> new Other(name, value);
        };
    }

    private static Map<String, Attribute> properties() {
        Map<String, Attribute> byName = new HashMap<>();
        for (Flag flag : Flag.values()) {
            byName.put(flag.attribute(), flag);
        }
        for (Direction direction : Direction.values()) {
            byName.put(direction.attribute(), direction);
        }
        return byName;
    }

    private static Group group(SdpLine line, String value) throws SdpException {
        List<String> words = spaced(value);
        if (words.isEmpty()) {
            throw line.bad("the group has no semantics", "Write a=group:BUNDLE MID...");
        }
        return new Group(words.get(0), words.subList(1, words.size()));
    }

    private static Attribute candidate(SdpLine line, String name, String value)
            throws SdpException {
        String[] f = value.split(" ", 9);
        String protocol = f.length > 2 ? f[2].toLowerCase(Locale.ROOT) : "udp";
        if (!protocol.equals("udp") && !protocol.equals("tcp")) {
            return new Other(name, value); // RFC 8839, section 5.1: unknown transports are ignored
        }
        if (f.length < 8 || !f[6].equals("typ")) {
            throw line.bad("the candidate is incomplete", "Write it as RFC 8839, section 5.1 says");
        }
        String rest = f.length > 8 ? f[8] : "";
        String tcpType = "";
        if (rest.startsWith("tcptype ")) {
            String[] split = rest.substring("tcptype ".length()).split(" ", 2);
            tcpType = split[0];
            rest = split.length > 1 ? split[1] : "";
        }
        Candidate candidate =
                new Candidate(
                        matching(line, f[0], ICE_CHARS, 1, 32, "foundation"),
                        line.integer(f[1], 1, 256, "component"),
                        protocol.equals("udp") ? Protocol.UDP : Protocol.TCP,
                        line.number(f[3], 0, MAX_UNSIGNED_32, "priority"),
                        matching(line, f[4], ADDRESS, 1, 255, "address"),
                        line.integer(f[5], 0, 65_535, "port"),
                        matching(line, f[7], TOKEN, 1, 32, "candidate type"),
                        tcpType);
        return new IceCandidate(candidate, rest);
    }

    private static CertificateFingerprint fingerprint(SdpLine line, String value)
            throws SdpException {
        String[] parts = words(line, value, 2, "a=fingerprint:sha-256 AB:CD:...");
        matching(line, parts[0], TOKEN, 1, 32, "hash function");
        matching(line, parts[1], HEX_BYTES, 2, 3 * 64, "fingerprint");
        return new CertificateFingerprint(new Fingerprint(parts[0], parts[1]));
    }

    private static Setup setup(SdpLine line, String value) throws SdpException {
        for (Setup setup : Setup.values()) {
            if (setup.value().equals(value)) {
                return setup;
            }
        }
        throw line.bad("the setup role is unknown", "Offer actpass, active or passive");
    }

    private static Rtpmap rtpmap(SdpLine line, String value) throws SdpException {
        String[] parts = words(line, value, 2, "a=rtpmap:TYPE ENCODING/CLOCK");
        String[] codec = parts[1].trim().split("/", 3);
        if (codec.length < 2) {
            throw line.bad("the clock rate is missing", "Write a=rtpmap:TYPE ENCODING/CLOCK");
        }
        return new Rtpmap(
                payloadType(line, parts[0]),
                matching(line, codec[0], TOKEN, 1, 64, "encoding name"),
                line.integer(codec[1], 1, Integer.MAX_VALUE, "clock rate"),
                codec.length > 2 ? codec[2] : "");
    }

    private static RtcpFeedback feedback(SdpLine line, String value) throws SdpException {
        String[] parts = words(line, value.trim(), 2, "a=rtcp-fb:TYPE FEEDBACK");
        int payloadType = parts[0].equals("*") ? RtcpFeedback.ANY : payloadType(line, parts[0]);
        return new RtcpFeedback(payloadType, parts[1].trim());
    }

    private static Extmap extmap(SdpLine line, String value) throws SdpException {
        String[] parts = value.split(" ", 3);
        if (parts.length < 2 || parts[1].isEmpty()) {
            throw line.bad("the extension has no URI", "Write a=extmap:ID URI");
        }
        String[] id = parts[0].split("/", 2);
        Direction direction = null;
        if (id.length > 1) {
            if (!(PROPERTIES.get(id[1]) instanceof Direction known)) {
                throw line.bad("the direction is unknown", "Use sendrecv, sendonly or recvonly");
            }
            direction = known;
        }
        return new Extmap(
                line.integer(id[0], 1, MAX_EXTMAP_ID, "extension id"),
                direction,
                parts[1],
                parts.length > 2 ? parts[2] : "");
    }

    private static Msid msid(SdpLine line, String value) throws SdpException {
        String[] parts = value.split(" ", 2);
        if (parts[0].isEmpty()) {
            throw line.bad("the stream id is missing", "Write a=msid:STREAM TRACK");
        }
        return new Msid(parts[0], parts.length > 1 ? parts[1] : "");
    }

    private static SsrcGroup ssrcGroup(SdpLine line, String value) throws SdpException {
        List<String> words = spaced(value);
        if (words.isEmpty()) {
            throw line.bad("the group has no semantics", "Write a=ssrc-group:FID SSRC SSRC");
        }
        List<Long> ssrcs = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            ssrcs.add(ssrc(line, word));
        }
        return new SsrcGroup(words.get(0), ssrcs);
    }

    private static Rid rid(SdpLine line, String value) throws SdpException {
        String[] parts = value.split(" ", 3);
        String id = matching(line, parts[0], RID, 1, 16, "rid");
        String direction = parts.length > 1 ? parts[1] : "";
        if (!direction.equals("send") && !direction.equals("recv")) {
            throw line.bad("the rid has no direction", "Write a=rid:ID send or a=rid:ID recv");
        }
        return new Rid(id, direction.equals("send"), parts.length > 2 ? parts[2] : "");
    }

    private static Simulcast simulcast(SdpLine line, String value) throws SdpException {
        List<String> words = spaced(value);
        List<List<Simulcast.Layer>> send = List.of();
        List<List<Simulcast.Layer>> receive = List.of();
        if (words.isEmpty() || words.size() % 2 != 0 || words.size() > 4) {
            throw line.bad("the simulcast line is incomplete", "Write a=simulcast:send RID;RID");
        }
        for (int i = 0; i < words.size(); i += 2) {
            List<List<Simulcast.Layer>> streams = layers(line, words.get(i + 1));
            if (words.get(i).equals("send") && send.isEmpty()) {
                send = streams;
            } else if (words.get(i).equals("recv") && receive.isEmpty()) {
                receive = streams;
            } else {
                throw line.bad("the direction is wrong", "Use send and recv, each at most once");
            }
        }
        return new Simulcast(send, receive);
    }

    private static List<List<Simulcast.Layer>> layers(SdpLine line, String value)
            throws SdpException {
        List<List<Simulcast.Layer>> streams = new ArrayList<>();
        for (String stream : value.split(";", -1)) {
            List<Simulcast.Layer> alternatives = new ArrayList<>();
            for (String alternative : stream.split(",", -1)) {
                boolean paused = alternative.startsWith("~");
                String rid = paused ? alternative.substring(1) : alternative;
                matching(line, rid, RID, 1, 16, "rid");
                alternatives.add(new Simulcast.Layer(rid, paused));
            }
            streams.add(alternatives);
        }
        return streams;
    }

    private static int payloadType(SdpLine line, String digits) throws SdpException {
        return line.integer(digits, 0, 127, "payload type");
    }

    private static long ssrc(SdpLine line, String digits) throws SdpException {
        return line.number(digits, 0, MAX_UNSIGNED_32, "SSRC");
    }

    private static String matching(
            SdpLine line, String value, Pattern pattern, int min, int max, String what)
            throws SdpException {
        if (value.length() < min || value.length() > max || !pattern.matcher(value).matches()) {
            throw line.bad(
                    "the " + what + " is malformed",
                    "Use " + min + " to " + max + " characters of those that its RFC allows");
        }
        return value;
    }

    private static String[] words(SdpLine line, String value, int count, String form)
            throws SdpException {
        String[] words = value.split(" ", count);
        if (words.length < count || words[count - 1].isEmpty()) {
            throw line.bad("the attribute is incomplete", "Write " + form);
        }
        return words;
    }

    private static List<String> spaced(String value) {
        return Arrays.stream(value.trim().split(" +", -1)).filter(word -> !word.isEmpty()).toList();
    }
}
