package dev.sluice.signaling.sdp;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.Extension;
import dev.sluice.sfu.negotiation.LocalDescription.SlotIdentity;
import dev.sluice.sfu.negotiation.NegotiatedCodec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One section that a client of ours offers. Sections keep their place and their mid in later
 * offers.
 *
 * @param mid as it stays
 * @param closed no longer wanted: offered with port 0
 * @param codecs in the order of preference, not empty
 * @param extensions with the ids that both sides will use, the same in all sections
 * @param rids the simulcast streams that it sends, lowest first; empty without simulcast
 * @param sender who sends on it; null when it only receives. Its SSRCs are told only without rids
 */
public record OfferedSection(
        String mid,
        MediaKind kind,
        Direction direction,
        boolean closed,
        List<NegotiatedCodec> codecs,
        Map<Extension, Integer> extensions,
        List<String> rids,
        @Nullable SlotIdentity sender) {

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException without a codec
     */
    public OfferedSection {
        if (codecs.isEmpty()) {
            throw new IllegalArgumentException("section " + mid + " has no codec");
        }
        codecs = List.copyOf(codecs);
        extensions = Map.copyOf(extensions);
        rids = List.copyOf(rids);
    }
}
