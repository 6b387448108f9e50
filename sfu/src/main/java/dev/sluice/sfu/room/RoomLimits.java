package dev.sluice.sfu.room;

/**
 * How large a room may grow.
 *
 * @param participants in one room
 * @param pairs receive pairs (audio and video) that a participant is asked to offer at most
 * @param extraAudio audio slots beyond the pairs
 * @param voices microphones that are carried at most: with more in a room, those of the latest
 *     speakers
 */
public record RoomLimits(int participants, int pairs, int extraAudio, int voices) {

    /**
     * 1,000 participants, each asked to receive 25 pairs and 8 more sections of audio; 10 voices.
     */
    public static final RoomLimits DEFAULT = new RoomLimits(1_000, 25, 8, 10);

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException naming the value that is out of bounds
     */
    public RoomLimits {
        if (voices < 1) {
            throw new IllegalArgumentException("voices is " + voices + ": give 1 or more");
        }
    }

    /** The same with another number of {@link #participants}. */
    public RoomLimits withParticipants(int value) {
        return new RoomLimits(value, pairs, extraAudio, voices);
    }

    /** The same with another number of {@link #voices}. */
    public RoomLimits withVoices(int value) {
        return new RoomLimits(participants, pairs, extraAudio, value);
    }
}
