package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.call.Flow;
import dev.sluice.bench.call.Waiting;
import dev.sluice.bench.process.ChildProcess;
import dev.sluice.sfu.api.Source;
import java.io.IOException;
import java.util.List;

/** Somebody who talks in a process of its own, and somebody here who listens. */
final class FarPublisher implements AutoCloseable {

    static final String IDENTITY = "far";

    private final ChildProcess process;
    private final Caller listener;
    private final Flow voice;

    FarPublisher(Arena arena) throws IOException, InterruptedException {
        String room = arena.room();
        listener = arena.join(room, "listener");
        process =
                ChildProcess.start(
                        "",
                        List.of(),
                        List.of(PublisherMain.class.getName()),
                        List.of(arena.server().signaling().toString(), room, IDENTITY),
                        arena.directory().resolve("publisher.log"),
                        true);
        voice = listener.hears(number(process), Source.MICROPHONE);
        Waiting.require(() -> voice.packets() > 0, "the voice of a publisher");
    }

    private static int number(ChildProcess process) throws IOException {
        String line = process.input().readLine();
        while (line != null && !line.startsWith(PublisherMain.NUMBER)) {
            line = process.input().readLine();
        }
        if (line == null) {
            process.close();
            throw new IOException("the publisher did not start; see publisher.log");
        }
        return Integer.parseInt(line.substring(PublisherMain.NUMBER.length()));
    }

    ChildProcess process() {
        return process;
    }

    Caller listener() {
        return listener;
    }

    /** What is heard of it. */
    Flow voice() {
        return voice;
    }

    @Override
    public void close() throws IOException {
        process.kill();
        listener.close();
    }
}
