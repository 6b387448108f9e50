package dev.sluice.fuzz;

import dev.sluice.dtlssrtp.dtls.Fingerprint;
import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.signaling.sdp.AnswerReader;
import dev.sluice.signaling.sdp.AnswerWriter;
import dev.sluice.signaling.sdp.Capabilities;
import dev.sluice.signaling.sdp.Offer;
import dev.sluice.signaling.sdp.OfferReader;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SdpParser;
import dev.sluice.signaling.sdp.SdpWriter;
import dev.sluice.signaling.sdp.SessionDescription;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Session descriptions: text to model to text, and where it is an offer that we take, our answer to
 * it, which is read as a client would.
 */
public final class SdpFuzz {

    private static final int MAX_ALLOCATED_BYTES = 64 << 20;
    private static final LocalDescription.SlotIdentity SLOT =
            new LocalDescription.SlotIdentity(1, 2, "cname", "stream", "track");

    private SdpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        Check.allocatesAtMost(MAX_ALLOCATED_BYTES, () -> read(text));
    }

    private static void read(String text) {
        SessionDescription description = parse(text);
        if (description == null) {
            return;
        }
        String written = SdpWriter.write(description);
        SessionDescription second = parse(written);
        Check.that(second != null, "our own is refused");
        Check.that(second != null && SdpWriter.write(second).equals(written), "not stable");
        Offer offer = offer(description, null);
        if (offer != null) {
            answer(offer);
            Check.that(offer(description, offer) != null, "the same offer again is refused");
        }
    }

    private static void answer(Offer offer) {
        Map<String, LocalDescription.SlotIdentity> slots = new HashMap<>();
        for (MediaSection section : offer.remote().sections()) {
            Check.that(section.mid().length() <= 16, "a long mid");
            Check.that(section.kind() == MediaKind.AUDIO || !section.codecs().isEmpty(), "codecs");
            if (section.remoteReceives()) {
                slots.put(section.mid(), SLOT);
            }
        }
        LocalDescription local =
                new LocalDescription(
                        new IceCredentials("ours", "0123456789abcdefghijkl"),
                        new Fingerprint("sha-256", "AB" + ":AB".repeat(31)),
                        List.of(),
                        slots);
        String answer = AnswerWriter.write(offer, local);
        Check.that(parse(answer) != null, "our answer does not parse");
        try {
            AnswerReader.read(answer, offer.description(), Capabilities.STANDARD);
        } catch (SdpException refused) {
            // An offer of which we accepted nothing has no answer that a client could use.
            Check.that(offer.remote().sections().isEmpty(), "our answer: " + refused.getMessage());
        }
    }

    private static @Nullable SessionDescription parse(String text) {
        try {
            return SdpParser.parse(text);
        } catch (SdpException refused) {
            Check.that(refused.getMessage() != null, "a refusal without words");
            return null;
        }
    }

    private static @Nullable Offer offer(SessionDescription description, @Nullable Offer previous) {
        try {
            return OfferReader.read(description, Capabilities.STANDARD, previous);
        } catch (SdpException refused) {
            return null;
        }
    }
}
