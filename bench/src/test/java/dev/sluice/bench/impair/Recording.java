package dev.sluice.bench.impair;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.JoinOptions;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.client.PublishOptions;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A participant without a browser that publishes recorded pictures and sound. */
final class Recording {

    private final HeadlessParticipant participant;
    private final TraceVideo video;
    private final LocalPublication camera;
    private TraceAudio audio;
    private LocalPublication microphone;

    private Recording(HeadlessParticipant participant, TraceVideo video) throws Exception {
        this.participant = participant;
        this.video = video;
        publishSound(Codec.OPUS);
        List<String> rids = video.layers() == 1 ? List.of() : TraceVideo.RIDS;
        camera = get(participant.publish(new PublishOptions(Source.CAMERA, Codec.VP8, rids)));
        get(participant.connected());
        microphone.play(audio);
        camera.play(video);
    }

    /** Joins and publishes; the camera as a simulcast, or only one of its layers. */
    static Recording join(
            ClientGroup clients, URI server, String room, String identity, TraceVideo video)
            throws Exception {
        JoinOptions options =
                JoinOptions.of(server, room).withIdentity(identity).withSubscribe(false);
        return new Recording(get(clients.join(options, new ParticipantListener() {})), video);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    TraceVideo video() {
        return video;
    }

    /** Publishes sound anew, as {@link Codec#OPUS} or {@link Codec#RED}. */
    void sound(Codec codec) throws Exception {
        get(participant.unpublish(microphone));
        publishSound(codec);
        microphone.play(audio);
    }

    private void publishSound(Codec codec) throws IOException, Exception {
        audio = new TraceAudio(codec == Codec.RED);
        microphone = get(participant.publish(PublishOptions.of(Source.MICROPHONE, codec)));
    }

    /** Speaks, as it does at first, or says by its levels that it is silent. */
    void speaks(boolean value) {
        audio.silent(!value);
    }

    void mute(boolean muted) throws Exception {
        video.paused(muted);
        get(participant.mute(camera, muted));
    }

    /** How late packets left at worst since the last look, ms. */
    double lateness() throws Exception {
        return get(participant.stats()).latenessNanos() / 1e6;
    }

    void leave() throws Exception {
        get(participant.leave());
    }
}
