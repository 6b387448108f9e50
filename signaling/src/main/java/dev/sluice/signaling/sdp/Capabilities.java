package dev.sluice.signaling.sdp;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.rtp.ext.Extension;
import java.util.EnumSet;
import java.util.Set;

/**
 * What we accept of an offer.
 *
 * @param codecs all others are left out of the answer
 * @param extensions header extensions, likewise
 * @param remb goog-remb feedback too; transport-wide feedback makes it needless
 */
public record Capabilities(Set<Codec> codecs, Set<Extension> extensions, boolean remb) {

    /** Every codec and extension that Sluice knows, without REMB. */
    public static final Capabilities STANDARD =
            new Capabilities(EnumSet.allOf(Codec.class), EnumSet.allOf(Extension.class), false);

    public Capabilities {
        codecs = Set.copyOf(codecs);
        extensions = Set.copyOf(extensions);
    }
}
