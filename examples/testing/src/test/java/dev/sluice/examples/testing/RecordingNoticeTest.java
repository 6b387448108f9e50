package dev.sluice.examples.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.junit.Guest;
import dev.sluice.junit.SluiceExtension;
import dev.sluice.signaling.client.ClientEvent;
import dev.sluice.signaling.client.LocalPublication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(300)
class RecordingNoticeTest {

    @RegisterExtension static final SluiceExtension sluice = SluiceExtension.create();

    @Test
    void shouldTellWhoComesThatTheRoomIsRecorded() {
        new RecordingNotice(sluice.media());
        Guest ada = sluice.join("kitchen", "Ada");
        ClientEvent.Other told =
                ada.awaitEvent(
                        ClientEvent.Other.class, event -> event.type().equals("message-sent"));
        assertEquals(
                "Ada, this room is recorded.",
                told.message().get("message").get("text").asString());
    }

    @Test
    void shouldLetGuestsHearEachOther() {
        Guest ada = sluice.join("hall", "Ada");
        Guest bob = sluice.join("hall", "Bob");
        LocalPublication voice = ada.talk();
        bob.awaitMedia(voice.id(), 20);
    }
}
