package dev.sluice.sfu.api;

import dev.sluice.sfu.api.RejectedException.Code;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Bounds what applications attach to rooms and participants. Any thread. */
public final class Attributes {

    private Attributes() {}

    /**
     * A copy, in the same order.
     *
     * @throws RejectedException TOO_LARGE
     */
    public static Map<String, String> checked(Map<String, String> attributes) {
        return checked(attributes, Limits.DEFAULT);
    }

    /** Likewise, under the limits of a server. */
    public static Map<String, String> checked(Map<String, String> attributes, Limits limits) {
        int most = limits.of(Limit.ATTRIBUTES);
        int mostOfName = limits.of(Limit.ATTRIBUTE_NAME_CHARACTERS);
        int mostOfValue = limits.of(Limit.ATTRIBUTE_CHARACTERS);
        int mostOfAll = limits.of(Limit.ATTRIBUTES_CHARACTERS);
        if (attributes.size() > most) {
            throw tooLarge("attributes: there are " + attributes.size() + ": give " + most);
        }
        int characters = 0;
        for (Map.Entry<String, String> each : attributes.entrySet()) {
            int key = each.getKey().length();
            int value = each.getValue().length();
            if (key == 0 || key > mostOfName) {
                throw tooLarge(
                        "attributes: a name has " + key + " characters: give 1 to " + mostOfName);
            }
            if (value > mostOfValue) {
                throw tooLarge(
                        "attributes: a value has " + value + " characters: give " + mostOfValue);
            }
            characters += key + value;
        }
        if (characters > mostOfAll) {
            throw tooLarge(
                    "attributes: names and values have "
                            + characters
                            + " characters in all: give "
                            + mostOfAll);
        }
        return Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /**
     * Refuses metadata that is too long for a server.
     *
     * @throws RejectedException TOO_LARGE
     */
    public static void requireMetadata(String metadata, Limits limits) {
        if (metadata.length() > limits.of(Limit.METADATA_CHARACTERS)) {
            throw tooLarge(
                    "metadata has "
                            + metadata.length()
                            + " characters: give "
                            + limits.of(Limit.METADATA_CHARACTERS));
        }
    }

    private static RejectedException tooLarge(String why) {
        return new RejectedException(Code.TOO_LARGE, why + " at most");
    }
}
