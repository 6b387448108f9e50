package dev.sluice.sfu.tap;

/**
 * What a tap receives.
 *
 * @param encoding which encoding of a simulcast, 0 the lowest; one that is too high means the
 *     highest. The publisher sends it for as long as the tap is open.
 * @param queuePackets how many packets wait for a slow listener, each 1.5 KB; more are dropped
 */
public record TapConfig(int encoding, int queuePackets) {

    /** The lowest encoding; 512 packets wait: some 10 s of audio or half a second of video. */
    public static final TapConfig DEFAULT = new TapConfig(0, 512);

    /**
     * Within its bounds.
     *
     * @throws IllegalArgumentException naming the value that is out of bounds
     */
    public TapConfig {
        if (encoding < 0) {
            throw new IllegalArgumentException("encoding is " + encoding + ": give 0 or more");
        }
        if (queuePackets < 1 || queuePackets > 65_536) {
            throw new IllegalArgumentException(
                    "queuePackets is " + queuePackets + ": give 1 to 65536");
        }
    }

    /** The same for another encoding. */
    public TapConfig withEncoding(int value) {
        return new TapConfig(value, queuePackets);
    }

    /** The same with a ring of so many packets. */
    public TapConfig withQueuePackets(int value) {
        return new TapConfig(encoding, value);
    }
}
