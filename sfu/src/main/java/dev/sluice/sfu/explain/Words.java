package dev.sluice.sfu.explain;

/** Values as sentences hold them. */
final class Words {

    private Words() {}

    static String percent(double fraction) {
        return Math.round(fraction * 100) + " %";
    }

    static String kilobits(long bps) {
        return Math.round(bps / 1_000.0) + " kbit/s";
    }

    static String seconds(long millis) {
        return Math.round(millis / 100.0) / 10.0 + " s";
    }

    static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    static String ago(long millis) {
        return millis / 1_000 + " s ago";
    }

    /** A layer's label, "nothing" for none. */
    static String layer(String label) {
        return label.isEmpty() || label.equals("none") ? "nothing" : label;
    }
}
