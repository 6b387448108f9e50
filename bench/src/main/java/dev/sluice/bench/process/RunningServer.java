package dev.sluice.bench.process;

import dev.sluice.bench.target.Door;
import dev.sluice.signaling.client.ClientGroup;

/**
 * A server that runs already.
 *
 * @param doors makes the way into it
 */
public record RunningServer(String name, long pid, Doors doors) implements ServerUnderTest {

    /** Makes ways into a server. */
    @FunctionalInterface
    public interface Doors {

        Door open(ClientGroup clients, int authenticateOneIn);
    }

    @Override
    public long startNanos() {
        return -1;
    }

    @Override
    public Door door(ClientGroup clients, int authenticateOneIn) {
        return doors.open(clients, authenticateOneIn);
    }

    @Override
    public void close() {
        // It is not ours to end.
    }
}
