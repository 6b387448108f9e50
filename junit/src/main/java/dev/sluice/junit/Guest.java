package dev.sluice.junit;

import dev.sluice.rtp.codec.Codec;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.ClientEvent;
import dev.sluice.signaling.client.HeadlessParticipant;
import dev.sluice.signaling.client.LocalPublication;
import dev.sluice.signaling.client.PublishOptions;
import dev.sluice.signaling.client.source.AudioSource;
import dev.sluice.signaling.client.source.PayloadStamp;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Somebody in a room, as a test sees it: what others do asynchronously it does at once, and waits
 * for it 30 s at most. Any thread but event loops.
 */
public final class Guest {

    private static final long PATIENCE_SECONDS = 30;
    private static final int VOICE_BYTES = 80;
    private static final int VOICE_LEVEL = 20;

    private final HeadlessParticipant participant;
    private final Inbox inbox;

    Guest(HeadlessParticipant participant, Inbox inbox) {
        this.participant = participant;
        this.inbox = inbox;
    }

    /** The participant itself, for all that this class has no word for. */
    public HeadlessParticipant participant() {
        return participant;
    }

    /** The participant's id in the room. */
    public String id() {
        return participant.id();
    }

    /** What was told so far, the first first. */
    public List<ClientEvent> events() {
        return inbox.events();
    }

    /** Publishes a microphone and talks into it from now on: 50 Opus packets a second. */
    public LocalPublication talk() {
        LocalPublication voice = publish(PublishOptions.of(Source.MICROPHONE, Codec.OPUS));
        voice.play(
                new AudioSource(VOICE_BYTES, VOICE_LEVEL, AudioSource.TALKS, PayloadStamp.NONE, 0));
        return voice;
    }

    /** Publishes; {@link LocalPublication#play} makes it send. */
    public LocalPublication publish(PublishOptions options) {
        return await(participant.publish(options));
    }

    /** Media packets of a publication that came so far. */
    public long received(String publicationId) {
        return inbox.packets(publicationId);
    }

    /**
     * Waits until so many media packets of a publication have come.
     *
     * @throws AssertionError after 30 s
     */
    public void awaitMedia(String publicationId, long packets) {
        inbox.await(
                packets + " packets of " + publicationId,
                () -> inbox.packets(publicationId) >= packets);
    }

    /**
     * Waits for an event, which may have come already.
     *
     * @return the first that fits
     * @throws AssertionError after 30 s
     */
    public <T extends ClientEvent> T awaitEvent(Class<T> type, Predicate<T> fits) {
        inbox.await(
                "an event " + type.getSimpleName(),
                () ->
                        inbox.events().stream()
                                .anyMatch(e -> type.isInstance(e) && fits.test(type.cast(e))));
        return inbox.events().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(fits)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Waits until the participant is out of the room, whoever ended it.
     *
     * @throws AssertionError after 30 s
     */
    public void awaitClosed() {
        inbox.await("the end", inbox::closed);
    }

    /** Leaves. */
    public void leave() {
        await(participant.leave());
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
