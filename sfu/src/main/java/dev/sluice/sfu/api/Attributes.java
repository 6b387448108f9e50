package dev.sluice.sfu.api;

import dev.sluice.sfu.api.RejectedException.Code;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Bounds what applications attach to rooms and participants. Any thread. */
public final class Attributes {

    /** Of all attributes of one room or participant, names and values, in UTF-16 units. */
    public static final int MAX_ATTRIBUTES_CHARACTERS = 65_536;

    /** Of the metadata of a room, in UTF-16 units. */
    public static final int MAX_METADATA_CHARACTERS = 65_536;

    /** Attributes of one room or participant. */
    public static final int MAX_ATTRIBUTES = 64;

    /** Of an attribute's name, in UTF-16 units. */
    public static final int MAX_KEY_CHARACTERS = 128;

    /** Of an attribute's value, in UTF-16 units. */
    public static final int MAX_VALUE_CHARACTERS = 4_096;

    private Attributes() {}

    /**
     * A copy, in the same order.
     *
     * @throws RejectedException TOO_LARGE
     */
    public static Map<String, String> checked(Map<String, String> attributes) {
        if (attributes.size() > MAX_ATTRIBUTES) {
            throw tooLarge(
                    "attributes: there are " + attributes.size() + ": give " + MAX_ATTRIBUTES);
        }
        int characters = 0;
        for (Map.Entry<String, String> each : attributes.entrySet()) {
            int key = each.getKey().length();
            int value = each.getValue().length();
            if (key == 0 || key > MAX_KEY_CHARACTERS) {
                throw tooLarge(
                        "attributes: a name has "
                                + key
                                + " characters: give 1 to "
                                + MAX_KEY_CHARACTERS);
            }
            if (value > MAX_VALUE_CHARACTERS) {
                throw tooLarge(
                        "attributes: a value has "
                                + value
                                + " characters: give "
                                + MAX_VALUE_CHARACTERS);
            }
            characters += key + value;
        }
        if (characters > MAX_ATTRIBUTES_CHARACTERS) {
            throw tooLarge(
                    "attributes: names and values have "
                            + characters
                            + " characters in all: give "
                            + MAX_ATTRIBUTES_CHARACTERS);
        }
        return Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    static void requireMetadata(String metadata) {
        if (metadata.length() > MAX_METADATA_CHARACTERS) {
            throw tooLarge(
                    "metadata has "
                            + metadata.length()
                            + " characters: give "
                            + MAX_METADATA_CHARACTERS);
        }
    }

    private static RejectedException tooLarge(String why) {
        return new RejectedException(Code.TOO_LARGE, why + " at most");
    }
}
