package dev.sluice.sfu.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A participant's transport at one instant: what it sends, what it receives, and why. Rates are in
 * bits per second of wire bytes.
 *
 * @param path protocol and addresses in use; null without a path
 * @param roundTripMillis to the participant and back
 * @param estimateBps what congestion control believes that the way to the participant carries
 * @param budgetBps what may be sent now: the estimate, or less while the queue is too long
 * @param ackedBps what arrives there
 * @param lossFraction of what we sent lately, 0 to 1
 * @param queueDelayMillis what packets wait on the way
 * @param gated the queue on the way is too long: nothing beyond the budget, no probes
 * @param pacerPackets waiting here
 * @param slots what it receives
 * @param encodings what it sends
 * @param decisions the newest, oldest first
 */
public record TransportStats(
        @Nullable String path,
        double roundTripMillis,
        long estimateBps,
        long budgetBps,
        long ackedBps,
        double lossFraction,
        double queueDelayMillis,
        boolean gated,
        int pacerPackets,
        List<SlotStats> slots,
        List<EncodingStats> encodings,
        List<DecisionStats> decisions) {

    public TransportStats {
        slots = List.copyOf(slots);
        encodings = List.copyOf(encodings);
        decisions = List.copyOf(decisions);
    }

    /** The same with every mid under a prefix. */
    public TransportStats named(String prefix) {
        if (prefix.isEmpty()) {
            return this;
        }
        return with(
                slots.stream().map(slot -> slot.named(prefix)).toList(),
                encodings.stream().map(encoding -> encoding.named(prefix)).toList());
    }

    /**
     * Several transports as one: the path of the one with the most slots, and the streams of all.
     *
     * @param all at least one
     */
    public static TransportStats together(List<TransportStats> all) {
        TransportStats most = all.get(0);
        List<SlotStats> slots = new ArrayList<>();
        List<EncodingStats> encodings = new ArrayList<>();
        for (TransportStats one : all) {
            most = one.slots.size() > most.slots.size() ? one : most;
            slots.addAll(one.slots);
            encodings.addAll(one.encodings);
        }
        return most.with(slots, encodings);
    }

    private TransportStats with(List<SlotStats> otherSlots, List<EncodingStats> otherEncodings) {
        return new TransportStats(
                path,
                roundTripMillis,
                estimateBps,
                budgetBps,
                ackedBps,
                lossFraction,
                queueDelayMillis,
                gated,
                pacerPackets,
                otherSlots,
                otherEncodings,
                decisions);
    }

    /**
     * A slot that carries something.
     *
     * @param mid of its section
     * @param sent the layer carried now, such as "L1T2"; null for nothing
     * @param wanted the layer decided on; null for nothing
     * @param paused wanted, but not sent for want of bandwidth
     * @param undecodable the codec that the publication comes in and the participant does not take;
     *     null when it takes it
     * @param offered the layers that come from the publisher
     */
    public record SlotStats(
            String mid,
            String publicationId,
            @Nullable String sent,
            @Nullable String wanted,
            boolean paused,
            @Nullable String undecodable,
            List<LayerStats> offered) {

        public SlotStats {
            offered = List.copyOf(offered);
        }

        private SlotStats named(String prefix) {
            return new SlotStats(
                    prefix + mid, publicationId, sent, wanted, paused, undecodable, offered);
        }
    }

    /**
     * A layer as the server measures it.
     *
     * @param label such as "L1T2": encoding or spatial layer 1, up to temporal layer 2
     * @param bps what forwarding it costs
     * @param height of the picture in pixels, 0 when not told
     * @param fps frames per second
     */
    public record LayerStats(String label, long bps, int height, double fps) {}

    /**
     * An encoding that the participant sends.
     *
     * @param mid of its section
     * @param publicationId what it is of; null when it is of none, as before the first negotiation
     * @param encoding 0 the lowest simulcast layer
     * @param packets that came so far, repairs included
     * @param bps payload over the last second
     * @param lossFraction of its packets of the last 10 s that never came, repairs counted as come
     * @param jitterMillis of arrival (RFC 3550, section 6.4.1)
     * @param nacks sequence numbers asked for again, so far
     * @param keyframeRequests sent so far
     * @param keyframes that came so far
     */
    public record EncodingStats(
            String mid,
            @Nullable String publicationId,
            int encoding,
            long packets,
            long bps,
            double lossFraction,
            double jitterMillis,
            long nacks,
            long keyframeRequests,
            long keyframes) {

        private EncodingStats named(String prefix) {
            return new EncodingStats(
                    prefix + mid,
                    publicationId,
                    encoding,
                    packets,
                    bps,
                    lossFraction,
                    jitterMillis,
                    nacks,
                    keyframeRequests,
                    keyframes);
        }
    }

    /**
     * One decision with its reason.
     *
     * @param ageMillis how long ago
     * @param publicationId whose it is; null for one about the whole path
     * @param kind such as LAYER_DOWN, PROBE, GATE_CLOSED
     * @param cause such as HEADROOM, GATED, DEMAND
     * @param from what it was, such as "L2T2", or ""
     * @param to what it became, likewise
     * @param estimateBps the estimate at that moment
     * @param valueBps what the decision is about: the rate needed, probed or measured
     */
    public record DecisionStats(
            long ageMillis,
            @Nullable String publicationId,
            String kind,
            String cause,
            String from,
            String to,
            long estimateBps,
            long valueBps) {}
}
