package dev.sluice.bench.chaos;

import dev.sluice.bench.call.Caller;
import dev.sluice.bench.process.QuietLogging;
import dev.sluice.sfu.api.Source;
import dev.sluice.signaling.client.ClientGroup;
import dev.sluice.signaling.client.JoinOptions;
import java.io.IOException;
import java.net.URI;

/** Somebody who talks in a process of its own, until standard input ends or it is killed. */
public final class PublisherMain {

    static final String NUMBER = "number ";

    private PublisherMain() {}

    /** Takes the WebSocket, the room and the identity; prints the number of its stamps. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        QuietLogging.install();
        try (ClientGroup clients = ClientGroup.start(1)) {
            Caller caller =
                    Caller.join(
                            clients,
                            JoinOptions.of(URI.create(arguments[0]), arguments[1])
                                    .withIdentity(arguments[2]));
            caller.talk(Arena.PLAN, Source.MICROPHONE, Source.CAMERA);
            System.out.println(NUMBER + caller.number());
            while (System.in.read() >= 0) {
                // Whatever is said, it goes on.
            }
            caller.close();
        }
    }
}
