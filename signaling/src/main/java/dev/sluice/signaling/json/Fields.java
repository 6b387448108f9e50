package dev.sluice.signaling.json;

import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client sent: a JSON object. Its accessors refuse a missing or ill-typed field with the
 * field's name and the remedy. Unknown fields are ignored, so that newer clients can talk to older
 * servers.
 */
public final class Fields {

    static final int MAX_DEPTH = 32;

    private static final int MAX_TOKENS = 20_000;
    private static final int MAX_FIELD_NAME_CHARACTERS = 256;
    private static final int MAX_NUMBER_CHARACTERS = 32;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxTokenCount(MAX_TOKENS)
                                                    .maxNameLength(MAX_FIELD_NAME_CHARACTERS)
                                                    .maxNumberLength(MAX_NUMBER_CHARACTERS)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final JsonNode body;
    private final int bytes;

    private Fields(JsonNode body, int bytes) {
        this.body = body;
        this.bytes = bytes;
    }

    /**
     * Reads a message.
     *
     * @throws RejectedException BAD_REQUEST when it is no JSON object, or nested too deeply
     */
    public static Fields parse(String text) {
        JsonNode body;
        try {
            body = JSON.readTree(text);
        } catch (JacksonException e) {
            throw bad(
                    "The message is not JSON that we read (at most "
                            + MAX_DEPTH
                            + " levels, no duplicate fields): "
                            + firstLine(e.getOriginalMessage()));
        }
        if (!body.isObject()) {
            throw bad("The message must be a JSON object.");
        }
        return new Fields(body, ByteBufUtil.utf8Bytes(text));
    }

    /** Of the message as it came, in UTF-8; 0 of a part of it. */
    public int bytes() {
        return bytes;
    }

    private static String firstLine(@Nullable String text) {
        String all = text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ");
        return all.length() <= 160 ? all : all.substring(0, 157) + "...";
    }

    /** Whether the field is there, even as null. */
    public boolean has(String field) {
        return body.has(field);
    }

    /** A whole number that must be there. */
    public long number(String field) {
        JsonNode value = body.get(field);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw bad(field + ": give a whole number.");
        }
        return value.asLong();
    }

    /** A text that must be there. */
    public String text(String field) {
        String value = optionalText(field);
        if (value == null) {
            throw bad(field + ": missing; give a string.");
        }
        return value;
    }

    /** Null when the field is missing or null. */
    public @Nullable String optionalText(String field) {
        JsonNode value = body.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw bad(field + ": give a string.");
        }
        return value.asString();
    }

    /** A boolean that must be there. */
    public boolean flag(String field) {
        JsonNode value = body.get(field);
        if (value == null || !value.isBoolean()) {
            throw bad(field + ": give true or false.");
        }
        return value.asBoolean();
    }

    /** False when the field is missing. */
    public boolean optionalFlag(String field) {
        return body.has(field) && flag(field);
    }

    /** {@code otherwise} when the field is missing. */
    public int optionalInt(String field, int otherwise) {
        JsonNode value = body.get(field);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 0) {
            throw bad(field + ": give a whole number that is not negative.");
        }
        return value.asInt();
    }

    /** A number that is not negative, {@code otherwise} when the field is missing. */
    public double optionalDecimal(String field, double otherwise) {
        JsonNode value = body.get(field);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber() || !(value.asDouble() >= 0)) {
            throw bad(field + ": give a number that is not negative.");
        }
        return value.asDouble();
    }

    /** A list of objects; empty when the field is missing. */
    public List<Fields> objects(String field) {
        JsonNode value = body.get(field);
        List<Fields> objects = new ArrayList<>();
        if (value == null || value.isNull()) {
            return objects;
        }
        if (!value.isArray()) {
            throw bad(field + ": give a list of objects.");
        }
        for (JsonNode element : value) {
            if (!element.isObject()) {
                throw bad(field + ": give a list of objects.");
            }
            objects.add(new Fields(element, 0));
        }
        return objects;
    }

    /** An object of strings; empty when the field is missing. */
    public Map<String, String> texts(String field) {
        JsonNode value = body.get(field);
        Map<String, String> texts = new LinkedHashMap<>();
        if (value == null || value.isNull()) {
            return texts;
        }
        if (!value.isObject()) {
            throw bad(field + ": give an object of strings.");
        }
        for (Map.Entry<String, JsonNode> property : value.properties()) {
            if (!property.getValue().isString()) {
                throw bad(field + ": give an object of strings.");
            }
            texts.put(property.getKey(), property.getValue().asString());
        }
        return texts;
    }

    /** A list of strings; empty when the field is missing. */
    public List<String> list(String field) {
        JsonNode value = body.get(field);
        List<String> texts = new ArrayList<>();
        if (value == null || value.isNull()) {
            return texts;
        }
        if (!value.isArray()) {
            throw bad(field + ": give a list of strings.");
        }
        for (JsonNode element : value) {
            if (!element.isString()) {
                throw bad(field + ": give a list of strings.");
            }
            texts.add(element.asString());
        }
        return texts;
    }

    /**
     * Bytes in base64; at most that many.
     *
     * @throws RejectedException BAD_REQUEST when it is no base64
     */
    public byte[] bytes(String field, int maxBytes) {
        String text = text(field);
        if (text.length() > (maxBytes + 2) / 3 * 4) {
            throw new RejectedException(
                    Code.TOO_LARGE, field + ": give " + maxBytes + " bytes at most, in base64.");
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw bad(field + ": give base64 (RFC 4648, section 4).");
        }
    }

    /** An object in the object. */
    public Fields object(String field) {
        Fields value = optionalObject(field);
        if (value == null) {
            throw bad(field + ": missing; give an object.");
        }
        return value;
    }

    /** An object in the object; null when it is missing. */
    public @Nullable Fields optionalObject(String field) {
        JsonNode value = body.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isObject()) {
            throw bad(field + ": give an object.");
        }
        return new Fields(value, 0);
    }

    /** The refusal of a bad field. */
    public static RejectedException bad(String why) {
        return new RejectedException(Code.BAD_REQUEST, why);
    }
}
