package dev.sluice.sfu.room;

import dev.sluice.sfu.api.Attributes;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RoomSettings;
import java.util.Map;

/** How long may be what people and rooms are called and say of themselves. */
record TextLimits(Limits bounds) {

    void require(RoomSettings settings) {
        Attributes.requireMetadata(settings.metadata(), bounds);
        var unused = requireAttributes(settings.attributes());
    }

    Map<String, String> requireAttributes(Map<String, String> attributes) {
        return Attributes.checked(attributes, bounds);
    }

    void requireName(String field, String value) {
        int most = bounds.of(Limit.NAME_CHARACTERS);
        if (value.isEmpty() || value.length() > most) {
            throw Refusal.bad(field + " has " + value.length() + " characters: give 1 to " + most);
        }
    }
}
