package dev.sluice.bench.supply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds what the bill of materials says is in {@code sluice.jar} against licences and docs. */
class SupplyChainIT {

    private static final Path BILL = Path.of("../signaling/target/sluice.cdx.json");
    private static final Path PAGE = Path.of("../docs/DEPENDENCIES.md");

    /** A part that offers one of these may be shipped under it. */
    private static final Set<String> ALLOWED =
            Set.of(
                    "Apache-2.0",
                    "MIT",
                    "BSD-2-Clause",
                    "BSD-3-Clause",
                    "CC0-1.0",
                    "EPL-2.0",
                    "Public Domain",
                    "Bouncy Castle Licence");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\|");

    @Test
    void shouldShipNothingUnderALicenceThatIsNotAllowed() throws IOException {
        List<String> refused = new ArrayList<>();
        List<JsonNode> parts = parts();
        for (JsonNode part : parts) {
            Set<String> licences = licences(part);
            if (licences.stream().noneMatch(ALLOWED::contains)) {
                refused.add(name(part) + " " + licences);
            }
        }
        assertEquals(List.of(), refused);
        assertTrue(parts.size() > 20, "the bill lists " + parts.size() + " parts");
    }

    @Test
    void shouldGiveAReasonForEachPartThatIsShippedAndForNoOther() throws IOException {
        Set<String> listed = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            assertTrue(row.group(2).trim().length() > 10, "no reason for " + row.group(1));
            listed.add(row.group(1));
        }
        Set<String> shipped = new TreeSet<>();
        for (JsonNode part : parts()) {
            shipped.add(name(part));
        }
        assertEquals(String.join("\n", shipped), String.join("\n", listed));
    }

    /** Those of others. */
    private static List<JsonNode> parts() throws IOException {
        JsonNode bill = JsonMapper.shared().readTree(Files.readAllBytes(BILL));
        assertEquals("CycloneDX", bill.path("bomFormat").asString());
        List<JsonNode> parts = new ArrayList<>();
        for (JsonNode part : bill.path("components")) {
            if (!part.path("group").asString().equals("dev.sluice")) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static String name(JsonNode part) {
        return part.path("group").asString() + ":" + part.path("name").asString();
    }

    private static Set<String> licences(JsonNode part) {
        Set<String> licences = new TreeSet<>();
        for (JsonNode choice : part.path("licenses")) {
            if (choice.has("expression")) {
                licences.addAll(List.of(choice.path("expression").asString().split(" OR ")));
            }
            JsonNode licence = choice.path("license");
            if (licence.has("id")) {
                licences.add(licence.path("id").asString());
            } else if (licence.has("name")) {
                licences.add(licence.path("name").asString());
            }
        }
        return licences;
    }
}
