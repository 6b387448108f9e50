package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads session descriptions (RFC 8866, section 5) in one bounded pass: the work grows with the
 * text and with nothing that the text says.
 */
public final class SdpParser {

    private static final String KNOWN_LINES = "iuepcbtrzka";

    private final SdpLimits limits;
    private final List<SdpLine> lines;

    /** By their lines: of many sections most say the same. */
    private final Map<String, Attribute> known = new HashMap<>();

    private int next;

    private SdpParser(List<SdpLine> lines, SdpLimits limits) {
        this.lines = lines;
        this.limits = limits;
    }

    /** Reads a text under {@link SdpLimits#STANDARD}. */
    public static SessionDescription parse(String text) throws SdpException {
        return parse(text, SdpLimits.STANDARD);
    }

    /** Reads a text under other limits. */
    public static SessionDescription parse(String text, SdpLimits limits) throws SdpException {
        return new SdpParser(SdpLine.split(text, limits), limits).session();
    }

    static SdpFragment parseFragment(String text, SdpLimits limits) throws SdpException {
        SdpParser parser = new SdpParser(SdpLine.split(text, limits), limits);
        Attributes attributes = parser.section(new StringBuilder());
        return new SdpFragment(attributes, parser.sections());
    }

    private SessionDescription session() throws SdpException {
        SdpLine version = expect('v');
        if (!version.value().equals("0")) {
            throw version.bad("the version is unknown", "Write v=0");
        }
        Origin origin = origin(expect('o'));
        String name = expect('s').value();
        Attributes attributes = section(new StringBuilder());
        return new SessionDescription(origin, name, attributes, sections());
    }

    private List<MediaDescription> sections() throws SdpException {
        List<MediaDescription> media = new ArrayList<>();
        while (next < lines.size()) {
            if (media.size() == limits.sections()) {
                throw lines.get(next)
                        .bad("there are too many sections", "Send at most " + limits.sections());
            }
            media.add(media(lines.get(next++)));
        }
        return media;
    }

    private SdpLine expect(char type) throws SdpException {
        if (next == lines.size() || lines.get(next).type() != type) {
            throw new SdpException(
                    next + 1,
                    next == lines.size() ? "" : lines.get(next).type() + "=",
                    "the " + type + "= line is missing",
                    "Begin with v=, o=, s= and t= in this order");
        }
        return lines.get(next++);
    }

    private static Origin origin(SdpLine line) throws SdpException {
        String[] fields = line.value().split(" ", 4);
        if (fields.length < 4 || !digits(fields[1]) || !digits(fields[2])) {
            throw line.bad("the origin is malformed", "Write o=- SESSION VERSION IN IP4 127.0.0.1");
        }
        return new Origin(fields[0], fields[1], fields[2], fields[3]);
    }

    private static boolean digits(String field) {
        return !field.isEmpty()
                && field.length() <= 20
                && field.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Reads up to the next section; a {@code c=} value goes to {@code connection}. */
    private Attributes section(StringBuilder connection) throws SdpException {
        List<Attribute> attributes = new ArrayList<>();
        for (; next < lines.size() && lines.get(next).type() != 'm'; next++) {
            SdpLine line = lines.get(next);
            if (KNOWN_LINES.indexOf(line.type()) < 0) {
                throw line.bad("a line of this type has no place here", "Remove it (RFC 8866)");
            }
            if (line.type() == 'a') {
                attributes.add(attribute(line));
            } else if (line.type() == 'c') {
                connection.setLength(0);
                connection.append(line.value());
            }
        }
        return new Attributes(attributes);
    }

    private Attribute attribute(SdpLine line) throws SdpException {
        Attribute attribute = known.get(line.value());
        if (attribute == null) {
            attribute = AttributeParser.parse(line);
            known.put(line.value(), attribute);
        }
        return attribute;
    }

    private MediaDescription media(SdpLine line) throws SdpException {
        List<String> fields = Arrays.asList(line.value().trim().split(" ", -1));
        if (fields.size() < 4 || fields.contains("")) {
            throw line.bad("the section's line is incomplete", "Write m=TYPE PORT PROTOCOL FORMAT");
        }
        List<String> formats = fields.subList(3, fields.size());
        if (fields.get(2).contains("RTP/")) {
            for (String format : formats) {
                line.integer(format, 0, 127, "payload type");
            }
        }
        String port = fields.get(1).split("/", 2)[0];
        StringBuilder connection = new StringBuilder();
        int portNumber = line.integer(port, 0, 65_535, "port");
        Attributes attributes = section(connection);
        return new MediaDescription(
                line.number(),
                fields.get(0),
                portNumber,
                fields.get(2),
                formats,
                connection.toString(),
                attributes);
    }
}
