package dev.sluice.sfu.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributesTest {

    @Test
    void shouldTakeWhatIsAtEachBoundAndKeepTheOrder() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("z".repeat(of(Limit.ATTRIBUTE_NAME_CHARACTERS)), "");
        all.put("a", "v".repeat(of(Limit.ATTRIBUTE_CHARACTERS)));
        Map<String, String> checked = Attributes.checked(all);
        assertEquals(all, checked);
        assertEquals(List.copyOf(all.keySet()), new ArrayList<>(checked.keySet()));
        assertEquals(filled(0), Attributes.checked(filled(0)));
    }

    @Test
    void shouldRefuseWhatIsBeyondABound() {
        refuses(many(of(Limit.ATTRIBUTES) + 1, 1), "there are 65");
        refuses(Map.of("k".repeat(of(Limit.ATTRIBUTE_NAME_CHARACTERS) + 1), ""), "a name has 129");
        refuses(Map.of("", ""), "a name has 0");
        refuses(Map.of("k", "v".repeat(of(Limit.ATTRIBUTE_CHARACTERS) + 1)), "a value has 4097");
        refuses(filled(1), "in all");
    }

    /** As many characters as are allowed in all, and so many more, each value allowed by itself. */
    private static Map<String, String> filled(int more) {
        int each = of(Limit.ATTRIBUTES_CHARACTERS) / of(Limit.ATTRIBUTES);
        Map<String, String> all = many(of(Limit.ATTRIBUTES), each - 3);
        all.put("k10", all.get("k10") + "v".repeat(more));
        return all;
    }

    /** With names of three characters. */
    private static Map<String, String> many(int count, int valueCharacters) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            all.put("k" + (10 + i), "v".repeat(valueCharacters));
        }
        return all;
    }

    private static int of(Limit limit) {
        return Limits.DEFAULT.of(limit);
    }

    private static void refuses(Map<String, String> attributes, String why) {
        RejectedException refusal =
                assertThrows(RejectedException.class, () -> Attributes.checked(attributes));
        assertEquals(RejectedException.Code.TOO_LARGE, refusal.code());
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    }
}
