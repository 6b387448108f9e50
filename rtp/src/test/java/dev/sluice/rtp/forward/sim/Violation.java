package dev.sluice.rtp.forward.sim;

/** A broken property, by its number in the list that the tests name. */
public final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public final int property;

    public Violation(int property, String what) {
        super("property " + property + ": " + what);
        this.property = property;
    }
}
