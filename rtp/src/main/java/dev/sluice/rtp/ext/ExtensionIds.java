package dev.sluice.rtp.ext;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which identifier stands for which header extension, as negotiated by extmap (RFC 8285, section
 * 5). Sections of one BUNDLE group agree on the identifiers (RFC 9143, section 9.1), so one table
 * serves a transport. Immutable.
 */
public final class ExtensionIds {

    /** No extension at all. */
    public static final ExtensionIds NONE = new ExtensionIds(Map.of());

    private final int[] idByExtension = new int[Extension.COUNT];
    private final @Nullable Extension[] extensionById = new @Nullable Extension[256];

    private ExtensionIds(Map<Extension, Integer> ids) {
        ids.forEach((extension, id) -> {
            if (id < 1 || id > 255) {
                throw new IllegalArgumentException(
                        "extension ids are 1 to 255: " + extension + "=" + id);
            }
            idByExtension[extension.index()] = id;
            extensionById[id] = extension;
        });
    }

    /** Ids of extensions, 1 to 255 each. */
    public static ExtensionIds of(Map<Extension, Integer> ids) {
        return new ExtensionIds(ids);
    }

    /** The identifier of {@code extension}, or 0 when it was not negotiated. */
    public int id(Extension extension) {
        return idByExtension[extension.index()];
    }

    /** What {@code id} (0 to 255) stands for, or null. */
    public @Nullable Extension extension(int id) {
        return extensionById[id];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExtensionIds ids
                && Arrays.equals(idByExtension, ids.idByExtension)
                && Arrays.equals(extensionById, ids.extensionById);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(idByExtension);
    }
}
