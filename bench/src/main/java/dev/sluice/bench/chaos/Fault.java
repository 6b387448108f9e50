package dev.sluice.bench.chaos;

import java.io.IOException;
import java.util.List;

/** Something that goes wrong, how it is made to, and what is measured meanwhile. */
interface Fault {

    /** As on the command line. */
    String name();

    /** One line: what is done, and what has to hold. */
    String help();

    /**
     * Does it, and heals it again. Blocks.
     *
     * @throws IOException when the fault could not be done
     */
    List<Figure> run(Arena arena) throws IOException, InterruptedException;

    /**
     * Packets that calls which have nothing to do with it may lose meanwhile, in percent; NaN: it
     * concerns everybody, or has a server of its own.
     */
    default double othersLossPercent() {
        return 0.1;
    }
}
