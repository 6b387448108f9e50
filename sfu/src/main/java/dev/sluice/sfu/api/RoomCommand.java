package dev.sluice.sfu.api;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks of a room beside its own media. Whether it may is decided in one place, by
 * role and grants; a refusal is a {@link RejectedException}.
 */
public sealed interface RoomCommand {

    /** About others, by those who keep order. */
    sealed interface Moderation extends RoomCommand {}

    /** About the room as a whole. */
    sealed interface Control extends RoomCommand {}

    /** About oneself. */
    sealed interface Self extends RoomCommand {}

    /** Messages, reactions and data. */
    sealed interface Talk extends RoomCommand {}

    /**
     * Silences or darkens a publication: nothing of it is forwarded until its publisher unmutes it.
     */
    record MuteOther(String publicationId) implements Moderation {}

    /** Nobody is unmuted by others: its publisher is asked. */
    record AskToUnmute(String publicationId) implements Moderation {}

    /** Ends a publication. */
    record StopPublication(String publicationId) implements Moderation {}

    /** Puts somebody out, for as long as its token lives. */
    record Remove(String participantId) implements Moderation {}

    /** Gives somebody another role. */
    record SetRole(String participantId, Role role) implements Moderation {}

    /** Lowers somebody's hand. */
    record LowerHand(String participantId) implements Moderation {}

    /**
     * Takes the chat from somebody, or gives it back.
     *
     * @param muted false: gives it back
     */
    record MuteChatter(String participantId, boolean muted) implements Moderation {}

    /**
     * Lets somebody in who waits.
     *
     * @param waitingId null: all
     */
    record Admit(@Nullable String waitingId) implements Moderation {}

    /**
     * Sends somebody away who waits.
     *
     * @param waitingId null: all
     */
    record Refuse(@Nullable String waitingId) implements Moderation {}

    /** Lets nobody new in, or again. */
    record Lock(boolean locked) implements Control {}

    /** A scheduled session begins; whoever waited for that comes in. */
    record Start() implements Control {}

    /** Nothing is forwarded until the session is resumed. */
    record Pause() implements Control {}

    /** Ends a pause. */
    record Resume() implements Control {}

    /** The end for everybody. */
    record End() implements Control {}

    /** Says that the room is being recorded, or no longer. */
    record SetRecording(boolean recording) implements Control {}

    /**
     * Changes settings, all at once or none.
     *
     * @param change called once, on the room's thread; may refuse by {@link RejectedException}
     */
    record ChangeSettings(UnaryOperator<RoomSettings.Builder> change) implements Control {}

    /**
     * Seconds between two messages of one participant, 0 for none.
     *
     * @param seconds between two messages of one participant, 0 to 3,600; 0: none
     */
    record SetSlowMode(int seconds) implements Control {}

    /** Raises or lowers the own hand. */
    record RaiseHand(boolean raised) implements Self {}

    /**
     * Changes what others see.
     *
     * @param name null: as it is
     * @param attributes null: as they are
     */
    record Describe(@Nullable String name, @Nullable Map<String, String> attributes)
            implements Self {}

    /** Agrees to being recorded, or takes that back. */
    record ConsentToRecording(boolean consent) implements Self {}

    /**
     * A chat message.
     *
     * @param text at most as long as {@link ChatSettings#maxCharacters} says
     * @param to the identity of the only reader, null: everybody
     */
    record SendMessage(String text, @Nullable String to) implements Talk {}

    /** Takes a chat message back: an own one, or with the right to another. */
    record DeleteMessage(String messageId) implements Talk {}

    /**
     * Reacts to a message, or takes that back.
     *
     * @param emoji one emoji, or heart, like, fire, clap, laugh, wow, sad or angry
     * @param on false: takes it back
     */
    record ReactToMessage(String messageId, String emoji, boolean on) implements Talk {}

    /**
     * Asks for messages.
     *
     * @param beforeOrder only those, 0 for the newest
     * @param count 1 to 200
     */
    record ReadMessages(long beforeOrder, int count) implements Talk {}

    /** Says that one writes a message, or no longer. */
    record Typing(boolean typing) implements Talk {}

    /** Reacts to what goes on; nothing is kept. */
    record React(String emoji) implements Talk {}

    /**
     * Application data.
     *
     * @param to identities, empty: everybody else
     * @param topic by which the application tells its messages apart
     * @param payload at most 64 KiB; not to be changed any more
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a copy per receiver would be waste
    record SendData(List<String> to, String topic, byte[] payload) implements Talk {}
}
