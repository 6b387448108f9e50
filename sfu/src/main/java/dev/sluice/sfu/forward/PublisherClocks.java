package dev.sluice.sfu.forward;

import dev.sluice.rtp.forward.PublisherClock;

/**
 * A participant's capture clock as each loop knows it: one for all its tracks, so that sound and
 * picture stay together. Each loop touches its own only.
 */
public final class PublisherClocks {

    private final PublisherClock[] byLoop;

    /** Clocks that nobody has set yet, one for each loop. */
    public PublisherClocks(int loops) {
        byLoop = new PublisherClock[loops];
        for (int i = 0; i < loops; i++) {
            byLoop[i] = new PublisherClock();
        }
    }

    PublisherClock of(int loop) {
        return byLoop[loop];
    }
}
