package dev.sluice.signaling.sdp;

import java.util.List;

/** Writes a description as text with CRLF line ends (RFC 8866, section 5). */
public final class SdpWriter {

    private static final String END = "\r\n";

    private SdpWriter() {}

    /** The description as text, lines ending in CR LF. */
    public static String write(SessionDescription description) {
        StringBuilder out = new StringBuilder(4096);
        Origin origin = description.origin();
        out.append("v=0").append(END);
        out.append("o=").append(origin.username()).append(' ').append(origin.sessionId());
        out.append(' ').append(origin.version()).append(' ').append(origin.address()).append(END);
        out.append("s=").append(description.name()).append(END);
        out.append("t=0 0").append(END);
        sections(description.attributes(), description.media(), out);
        return out.toString();
    }

    static String write(SdpFragment fragment) {
        StringBuilder out = new StringBuilder(512);
        sections(fragment.attributes(), fragment.media(), out);
        return out.toString();
    }

    private static void sections(
            Attributes session, List<MediaDescription> sections, StringBuilder out) {
        attributes(session, out);
        for (MediaDescription media : sections) {
            out.append("m=").append(media.headline()).append(END);
            if (!media.connection().isEmpty()) {
                out.append("c=").append(media.connection()).append(END);
            }
            attributes(media.attributes(), out);
        }
    }

    private static void attributes(Attributes attributes, StringBuilder out) {
        for (Attribute attribute : attributes.list()) {
            out.append("a=").append(attribute.attribute());
            if (!attribute.value().isEmpty()) {
                out.append(':').append(attribute.value());
            }
            out.append(END);
        }
    }
}
