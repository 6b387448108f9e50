package dev.sluice.signaling.sdp;

import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.sfu.negotiation.RemoteDescription;
import org.jspecify.annotations.Nullable;

/**
 * An offer, as it came and as far as we accept it. Sections of the description that {@code remote}
 * lacks are rejected or closed.
 *
 * @param revision 1 for a peer's first offer, one more for each that follows
 */
public record Offer(SessionDescription description, RemoteDescription remote, int revision) {

    /** The accepted section of a mid, or null. */
    public @Nullable MediaSection accepted(@Nullable String mid) {
        for (MediaSection section : remote.sections()) {
            if (section.mid().equals(mid)) {
                return section;
            }
        }
        return null;
    }
}
