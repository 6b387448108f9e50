package dev.sluice.signaling.session;

import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.signaling.sdp.AnswerWriter;
import dev.sluice.signaling.sdp.Capabilities;
import dev.sluice.signaling.sdp.Offer;
import dev.sluice.signaling.sdp.OfferReader;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SdpLimits;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The offers and answers of one peer, one at a time. Not safe for several threads at once. */
public final class Negotiation {

    private final SdpLimits limits;
    private @Nullable Offer answered;

    /** Of descriptions as long as any server takes. */
    public Negotiation() {
        this(Limits.DEFAULT);
    }

    /** Of descriptions within these limits. */
    public Negotiation(Limits limits) {
        this.limits = sdp(limits);
    }

    static SdpLimits sdp(Limits limits) {
        return new SdpLimits(
                limits.of(Limit.SDP_CHARACTERS),
                SdpLimits.STANDARD.lines(),
                SdpLimits.STANDARD.lineCharacters(),
                limits.of(Limit.SDP_SECTIONS));
    }

    static void requireLength(String sdp, SdpLimits limits) {
        if (sdp.length() > limits.characters()) {
            throw new RejectedException(
                    Code.TOO_LARGE,
                    "sdp: "
                            + sdp.length()
                            + " characters are too many; send at most "
                            + limits.characters()
                            + ".");
        }
    }

    /**
     * Reads the peer's next offer.
     *
     * @throws RejectedException TOO_LARGE, or BAD_REQUEST naming line and remedy
     */
    public Offer read(String sdp) {
        requireLength(sdp, limits);
        try {
            return OfferReader.read(sdp, Capabilities.STANDARD, answered, limits);
        } catch (SdpException e) {
            throw new RejectedException(
                    Code.BAD_REQUEST, "sdp: " + e.getMessage(), Map.of("line", e.line()));
        }
    }

    /** The answer, after which the next offer may come. */
    public String answer(Offer offer, LocalDescription local) {
        agree(offer);
        return AnswerWriter.write(offer, local);
    }

    /** Remembers an offer that was answered by other means than {@link #answer}. */
    public void agree(Offer offer) {
        answered = offer;
    }

    /** The last offer that was answered. */
    public @Nullable Offer answered() {
        return answered;
    }
}
