package dev.sluice.bench.impair;

import tools.jackson.databind.JsonNode;

/**
 * What a viewer's statistics (inbound-rtp) say of its whole stay.
 *
 * @param frozenSeconds totalFreezesDuration
 * @param concealedPercent samples made up where speech was, of all
 * @param latenessMillis of the page's timer at worst
 */
record Received(
        double freezes,
        double frozenSeconds,
        double concealedPercent,
        double decoded,
        double packetsLost,
        double retransmitted,
        double height,
        double latenessMillis) {

    static Received of(JsonNode all) {
        JsonNode video = all.path("video");
        JsonNode audio = all.path("audio");
        if (!video.has("freezeCount") || !audio.has("concealedSamples")) {
            throw new AssertionError("no statistics of audio and video: " + all);
        }
        double concealed =
                audio.path("concealedSamples").asDouble()
                        - audio.path("silentConcealedSamples").asDouble();
        return new Received(
                video.path("freezeCount").asDouble(),
                video.path("totalFreezesDuration").asDouble(),
                100 * concealed / audio.path("totalSamplesReceived").asDouble(1),
                video.path("framesDecoded").asDouble(),
                video.path("packetsLost").asDouble(),
                video.path("retransmittedPacketsReceived").asDouble(),
                video.path("frameHeight").asDouble(),
                all.path("lateness").asDouble());
    }
}
