package dev.sluice.rtp.forward;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.rtp.ext.ExtensionIds;
import java.util.List;

/**
 * What was negotiated for one section on which the peer receives. Immutable.
 *
 * @param mid the section's media identification (RFC 8843), at most 16 ASCII characters
 * @param ssrc the only SSRC that the slot ever sends media with, unsigned 32-bit
 * @param rtxSsrc the one of its retransmissions, or -1 when no format has any
 * @param formats the payload formats that the peer takes, under its payload types
 * @param extensions the peer's identifiers; no other extension is ever sent to it
 */
public record SlotConfig(
        String mid,
        MediaKind kind,
        long ssrc,
        long rtxSsrc,
        List<PayloadFormat> formats,
        ExtensionIds extensions) {

    public SlotConfig {
        formats = List.copyOf(formats);
    }
}
