package dev.sluice.signaling.sdp;

import java.util.List;

/**
 * A session description (RFC 8866) with its attributes in the order of their source. Lines that
 * mean nothing to WebRTC (information, e-mail, bandwidth, times other than {@code 0 0} and the
 * like) are read over and not kept.
 *
 * @param name the {@code s=} value
 * @param attributes those of the session level
 */
public record SessionDescription(
        Origin origin, String name, Attributes attributes, List<MediaDescription> media) {

    public SessionDescription {
        media = List.copyOf(media);
    }

    /** The mids of every BUNDLE group (RFC 9143), one list per group. */
    public List<List<String>> bundles() {
        return attributes.all(Attribute.Group.class).stream()
                .filter(group -> group.semantics().equals("BUNDLE"))
                .map(Attribute.Group::mids)
                .toList();
    }
}
