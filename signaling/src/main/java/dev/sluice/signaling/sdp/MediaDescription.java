package dev.sluice.signaling.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code m=} section (RFC 8866, section 5.14).
 *
 * @param line where the section begins in its source, counted from 1; 0 when it was not parsed
 * @param type audio, video, application or anything else
 * @param port 0 for a rejected or closed section
 * @param protocol such as {@code UDP/TLS/RTP/SAVPF}
 * @param formats payload types of an RTP section, else anything; never empty
 * @param connection the value of the {@code c=} line; empty without one
 */
public record MediaDescription(
        int line,
        String type,
        int port,
        String protocol,
        List<String> formats,
        String connection,
        Attributes attributes) {

    public MediaDescription {
        formats = List.copyOf(formats);
    }

    /** The media identification, or null when the section has none. */
    public @Nullable String mid() {
        Attribute.Mid mid = attributes.first(Attribute.Mid.class);
        return mid == null ? null : mid.id();
    }

    /** Sendrecv when the section does not say (RFC 8866, section 6.7). */
    public Direction direction() {
        Direction direction = attributes.first(Direction.class);
        return direction == null ? Direction.SENDRECV : direction;
    }

    /** Neither closed nor rejected. A bundle-only section of an offer is live with port 0. */
    public boolean live() {
        return port != 0 || attributes.has(Flag.BUNDLE_ONLY);
    }

    /** The {@code m=} line's value. */
    public String headline() {
        return type + " " + port + " " + protocol + " " + String.join(" ", formats);
    }

    /** A failure of the section as a whole. */
    SdpException bad(String problem, String remedy) {
        return new SdpException(line, "m=" + headline(), problem, remedy);
    }
}
