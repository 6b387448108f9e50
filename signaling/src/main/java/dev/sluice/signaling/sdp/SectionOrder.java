package dev.sluice.signaling.sdp;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Mids are unique, and sections keep their places (RFC 3264, section 8; RFC 9429, section 5.2.2).
 */
final class SectionOrder {

    private SectionOrder() {}

    static void check(SessionDescription offer) throws SdpException {
        Set<String> mids = new HashSet<>();
        for (MediaDescription media : offer.media()) {
            String mid = media.mid();
            if (mid == null) {
                if (media.live()) {
                    throw media.bad("the section has no mid", "Give each section an a=mid");
                }
            } else if (!mids.add(mid)) {
                throw media.bad(
                        "mid " + mid + " occurs twice", "Give each section a mid of its own");
            }
        }
    }

    /** A section that was live keeps mid and type; one that was not may be used anew. */
    static void checkAgainst(SessionDescription offer, Offer previous) throws SdpException {
        List<MediaDescription> before = previous.description().media();
        if (offer.media().size() < before.size()) {
            throw new SdpException(
                    0,
                    "",
                    String.format(
                            "the offer has %d sections where the last had %d",
                            offer.media().size(), before.size()),
                    "Keep every section, and close one no longer wanted with port 0");
        }
        for (int i = 0; i < before.size(); i++) {
            MediaDescription then = before.get(i);
            if (previous.accepted(then.mid()) != null) {
                checkSame(i, offer.media().get(i), then);
            }
        }
    }

    private static void checkSame(int index, MediaDescription now, MediaDescription then)
            throws SdpException {
        if (!Objects.equals(then.mid(), now.mid())) {
            throw now.bad(
                    String.format(
                            "section %d has mid %s where the last offer had %s",
                            index, now.mid(), then.mid()),
                    "Keep the sections in their order, with their mids");
        }
        if (!then.type().equals(now.type())) {
            throw now.bad(
                    String.format("section %d was %s in the last offer", index, then.type()),
                    "Keep the media type of a section until it was closed");
        }
    }
}
