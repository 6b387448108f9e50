package dev.sluice.bench.process;

import dev.sluice.bench.target.Door;
import dev.sluice.signaling.client.ClientGroup;
import java.io.IOException;

/** The server of a run. */
public interface ServerUnderTest extends AutoCloseable {

    /** As it stands in a report. */
    String name();

    /** Its process; 0: unknown, so that neither CPU nor memory is measured. */
    long pid();

    /** From its start to its first sign of life, in nanoseconds; -1 when it ran already. */
    long startNanos();

    /**
     * The way into it. May block to connect.
     *
     * @param authenticateOneIn as {@link dev.sluice.signaling.client.MediaOptions} has it
     * @throws IOException when it does not answer
     */
    Door door(ClientGroup clients, int authenticateOneIn) throws IOException;

    /** Ends it, if the harness started it. Blocks. */
    @Override
    void close();
}
