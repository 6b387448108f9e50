package dev.sluice.signaling.whip;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.sfu.api.Participant;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Source;
import dev.sluice.sfu.negotiation.MediaSection;
import dev.sluice.signaling.sdp.Offer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a WHIP offer publishes: its first audio is a microphone, its first video a camera, the
 * second of each a screen.
 */
final class Publishing {

    private static final Map<MediaKind, List<Source>> SOURCES =
            Map.of(
                    MediaKind.AUDIO, List.of(Source.MICROPHONE, Source.SCREEN_AUDIO),
                    MediaKind.VIDEO, List.of(Source.CAMERA, Source.SCREEN));

    private record Planned(String mid, Source source, MediaKind kind) {}

    private final List<Planned> planned = new ArrayList<>();

    /**
     * Reads what the offer wants to send.
     *
     * @throws RejectedException BAD_REQUEST when that is nothing, or too much
     */
    Publishing(Offer offer) {
        Map<MediaKind, Integer> used = new EnumMap<>(MediaKind.class);
        for (MediaSection section : offer.remote().sections()) {
            if (!section.remoteSends()) {
                continue;
            }
            List<Source> sources = SOURCES.getOrDefault(section.kind(), List.of());
            int index = used.merge(section.kind(), 1, Integer::sum) - 1;
            if (index >= sources.size()) {
                throw new RejectedException(
                        Code.BAD_REQUEST,
                        "The offer sends too much; send at most two audio and two video sections.");
            }
            planned.add(new Planned(section.mid(), sources.get(index), section.kind()));
        }
        if (planned.isEmpty()) {
            throw new RejectedException(
                    Code.BAD_REQUEST,
                    "The offer sends nothing that we can take; offer a sendonly section with Opus,"
                            + " VP8, H264, VP9 or AV1.");
        }
    }

    /** Reserves the publications; their ids by mid. */
    CompletionStage<Map<String, String>> reserve(Participant participant) {
        CompletionStage<Map<String, String>> ids =
                CompletableFuture.completedFuture(new HashMap<>());
        for (Planned one : planned) {
            ids =
                    ids.thenCombine(
                            participant.publish(one.source, one.kind),
                            (all, id) -> {
                                all.put(one.mid, id);
                                return all;
                            });
        }
        return ids;
    }
}
