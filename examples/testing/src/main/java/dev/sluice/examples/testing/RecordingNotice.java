package dev.sluice.examples.testing;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.ServerEvent;

/** Writes into a room's chat that it is recorded, whenever somebody comes in. */
public final class RecordingNotice {

    private final MediaServer media;

    public RecordingNotice(MediaServer media) {
        this.media = media;
        media.listen(this::onEvent);
    }

    private void onEvent(ServerEvent event) {
        if (event instanceof ServerEvent.ParticipantEntered entered) {
            String text = entered.participant().name() + ", this room is recorded.";
            var unused = media.command(event.room(), new RoomCommand.SendMessage(text, null));
        }
    }
}
