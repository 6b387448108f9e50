package dev.sluice.sfu.server;

import dev.sluice.sfu.api.MediaServer.Listening;
import dev.sluice.sfu.api.ServerEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Those of the embedder that are told of every room. Any thread. */
final class Listeners {

    private final List<Ear> ears = new CopyOnWriteArrayList<>();

    Listening add(Consumer<ServerEvent> listener) {
        Ear ear = new Ear(listener);
        ears.add(ear);
        return ear;
    }

    void tell(ServerEvent event) {
        for (Ear ear : ears) {
            ear.listener.accept(event);
        }
    }

    /** One for each time that a listener was added. */
    private final class Ear implements Listening {

        private final Consumer<ServerEvent> listener;

        Ear(Consumer<ServerEvent> listener) {
            this.listener = listener;
        }

        @Override
        public void close() {
            ears.remove(this);
        }
    }
}
