package dev.sluice.bench.report;

/**
 * A limit that a run was to keep.
 *
 * @param name the flag without its dashes
 * @param limit what was allowed
 * @param value what was found; NaN when it was not measured, which does not keep the limit
 */
public record Threshold(String name, double limit, double value) {

    public boolean met() {
        return value <= limit;
    }
}
