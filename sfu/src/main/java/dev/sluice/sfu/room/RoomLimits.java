package dev.sluice.sfu.room;

import dev.sluice.sfu.api.Attributes;
import dev.sluice.sfu.api.Limit;
import dev.sluice.sfu.api.Limits;
import dev.sluice.sfu.api.RoomSettings;
import java.util.Map;

/**
 * How large a room may grow.
 *
 * @param participants in one room
 * @param pairs receive pairs (audio and video) that a participant is asked to offer at most
 * @param extraAudio audio slots beyond the pairs
 * @param voices microphones that are carried at most: with more in a room, those of the latest
 *     speakers
 * @param bounds of what one of them can make it keep
 */
public record RoomLimits(int participants, int pairs, int extraAudio, int voices, Limits bounds) {

    /**
     * 1,000 participants, each asked to receive 25 pairs and 8 more sections of audio; 10 voices.
     */
    public static final RoomLimits DEFAULT = new RoomLimits(1_000, 25, 8, 10, Limits.DEFAULT);

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
        return new RoomLimits(value, pairs, extraAudio, voices, bounds);
    }

    /** The same with another number of {@link #voices}. */
    public RoomLimits withVoices(int value) {
        return new RoomLimits(participants, pairs, extraAudio, value, bounds);
    }

    /** The same with other {@link #bounds}. */
    public RoomLimits withBounds(Limits value) {
        return new RoomLimits(participants, pairs, extraAudio, voices, value);
    }

    void require(RoomSettings settings) {
        Attributes.requireMetadata(settings.metadata(), bounds);
        requireAttributes(settings.attributes());
    }

    Map<String, String> requireAttributes(Map<String, String> attributes) {
        return Attributes.checked(attributes, bounds);
    }

    void requireName(String field, String value) {
        int most = bounds.of(Limit.NAME_CHARACTERS);
        if (value.isEmpty() || value.length() > most) {
            throw Refusal.bad(field + " has " + value.length() + " characters: give 1 to " + most);
        }
    }
}
