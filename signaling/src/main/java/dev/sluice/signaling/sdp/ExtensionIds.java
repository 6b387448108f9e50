package dev.sluice.signaling.sdp;

import dev.sluice.rtp.ext.Extension;
import dev.sluice.sfu.negotiation.MediaSection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Header extension ids mean the same in every section of a transport (RFC 9143, section 9.2):
 * otherwise no packet could be read before its section is known, and the section stands in one.
 */
final class ExtensionIds {

    private ExtensionIds() {}

    static void check(List<MediaSection> sections) throws SdpException {
        Map<Integer, Extension> byId = new HashMap<>();
        Map<Extension, Integer> byExtension = new EnumMap<>(Extension.class);
        for (MediaSection section : sections) {
            for (Map.Entry<Extension, Integer> entry : section.extensions().entrySet()) {
                Extension other = byId.putIfAbsent(entry.getValue(), entry.getKey());
                Integer id = byExtension.putIfAbsent(entry.getKey(), entry.getValue());
                boolean same = other == null || other == entry.getKey();
                if (!same || (id != null && !id.equals(entry.getValue()))) {
                    throw new SdpException(
                            0,
                            "a=extmap:" + entry.getValue() + " " + entry.getKey().uri(),
                            "section "
                                    + section.mid()
                                    + " numbers its extensions otherwise than"
                                    + " the sections before",
                            "Give an extension one id, the same in all sections");
                }
            }
        }
    }
}
