package dev.sluice.bench.target;

import dev.sluice.rtp.codec.MediaKind;
import dev.sluice.signaling.client.ParticipantListener;
import dev.sluice.signaling.client.PublishOptions;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The way into a server. Usable from any thread; never blocks. */
public interface Door extends AutoCloseable {

    /**
     * Who comes in.
     *
     * @param sends what it publishes
     * @param receives one kind for each stream that it expects; a server of many speakers may send
     *     more of each
     */
    record Guest(
            String room, String identity, List<PublishOptions> sends, List<MediaKind> receives) {

        public Guest {
            sends = List.copyOf(sends);
            receives = List.copyOf(receives);
        }
    }

    /**
     * Brings somebody in.
     *
     * @return once the server has taken it; media may flow later
     */
    CompletionStage<Member> enter(Guest guest, ParticipantListener listener);

    @Override
    void close();
}
