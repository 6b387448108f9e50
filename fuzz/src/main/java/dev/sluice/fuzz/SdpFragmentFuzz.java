package dev.sluice.fuzz;

import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SdpFragment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Fragments of trickled ICE (RFC 8840), as a PATCH brings them. */
public final class SdpFragmentFuzz {

    private static final int MAX_ALLOCATED_BYTES = 64 << 20;

    private SdpFragmentFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        Check.allocatesAtMost(MAX_ALLOCATED_BYTES, () -> read(text));
    }

    private static void read(String text) {
        SdpFragment fragment = parse(text);
        if (fragment == null) {
            return;
        }
        SdpFragment second = parse(fragment.write());
        Check.that(second != null, "our own is refused");
        Check.that(
                second != null
                        && Objects.equals(second.credentials(), fragment.credentials())
                        && second.candidates().equals(fragment.candidates()),
                "it changed on the way");
    }

    private static @Nullable SdpFragment parse(String text) {
        try {
            return SdpFragment.parse(text);
        } catch (SdpException refused) {
            return null;
        }
    }
}
