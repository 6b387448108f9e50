package dev.sluice.sfu.alloc;

/**
 * One quality at which a stream can be forwarded: all of a layer up to a temporal layer.
 *
 * @param layer the simulcast encoding or spatial layer, 0 the lowest
 * @param temporal the highest temporal layer, 0 the base
 * @param wireBps what forwarding it costs, IP and UDP headers included
 * @param height of the picture in pixels, 0 unknown
 * @param fps frames per second, 0 unknown
 */
public record Rung(int layer, int temporal, long wireBps, int height, double fps) {

    boolean same(Rung other) {
        return layer == other.layer && temporal == other.temporal;
    }

    /** As people read it: "L1T2". */
    public String label() {
        return "L" + layer + "T" + temporal;
    }
}
