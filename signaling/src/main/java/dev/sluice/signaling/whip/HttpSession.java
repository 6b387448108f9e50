package dev.sluice.signaling.whip;

import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.negotiation.LocalDescription;
import dev.sluice.sfu.negotiation.RemoteDescription;
import dev.sluice.signaling.sdp.Offer;
import dev.sluice.signaling.sdp.SdpFragment;
import dev.sluice.signaling.session.Negotiation;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A participant whose signalling is HTTP: one offer at its start, perhaps ICE restarts, and an end.
 * Any thread may call it; its state lives on the loop that is given to it.
 */
final class HttpSession {

    private final String id;
    private final Participant participant;
    private final Negotiation negotiation;
    private final Map<String, String> publications;
    private final Executor loop;
    private volatile String etag;
    private volatile IceCredentials current;
    private boolean restarting;

    /**
     * A session whose first offer was answered.
     *
     * @param publications of the first offer, by mid
     * @param current the peer's credentials in that offer
     * @param etag names the ICE session (RFC 9725, section 4.3.1), with its quotes
     */
    HttpSession(
            String id,
            Participant participant,
            Negotiation negotiation,
            Map<String, String> publications,
            IceCredentials current,
            String etag,
            Executor loop) {
        this.id = id;
        this.participant = participant;
        this.negotiation = negotiation;
        this.publications = Map.copyOf(publications);
        this.current = current;
        this.etag = etag;
        this.loop = loop;
    }

    String id() {
        return id;
    }

    Participant participant() {
        return participant;
    }

    String etag() {
        return etag;
    }

    /** Whether these are the peer's credentials of the present ICE session. */
    boolean isCurrent(@Nullable IceCredentials remote) {
        return current.equals(remote);
    }

    /**
     * Restarts ICE with the peer's new credentials (RFC 9725, section 4.3.3). The present ICE
     * session goes on until then, and when it fails.
     *
     * @param newEtag names the new ICE session
     * @return our side; fails with CONFLICT while another restart is on its way
     */
    CompletionStage<SdpFragment> restart(IceCredentials remote, String newEtag) {
        return CompletableFuture.completedFuture(remote)
                .thenComposeAsync(credentials -> negotiate(credentials, newEtag), loop);
    }

    private CompletionStage<SdpFragment> negotiate(IceCredentials credentials, String newEtag) {
        Offer last = negotiation.answered();
        if (last == null || restarting) {
            throw new RejectedException(
                    Code.CONFLICT, "A restart is on its way; wait for its answer.");
        }
        RemoteDescription before = last.remote();
        RemoteDescription remote =
                new RemoteDescription(
                        credentials, before.fingerprints(), before.localRole(), before.sections());
        Offer offer = new Offer(last.description(), remote, last.revision() + 1);
        restarting = true;
        return participant
                .negotiate(remote, publications, 0)
                .thenApplyAsync(local -> restarted(offer, local, newEtag), loop)
                .whenCompleteAsync((answer, failure) -> restarting = false, loop);
    }

    private SdpFragment restarted(Offer offer, LocalDescription local, String newEtag) {
        negotiation.agree(offer);
        current = offer.remote().ice();
        etag = newEtag;
        return SdpFragment.of(offer, local.ice(), local.candidates());
    }

    CompletionStage<Void> end() {
        return participant.leave();
    }
}
