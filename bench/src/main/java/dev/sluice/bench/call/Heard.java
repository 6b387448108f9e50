package dev.sluice.bench.call;

/**
 * What somebody heard of one stream since the last {@link Flow#mark}.
 *
 * @param packets each once
 * @param missing of those sent meanwhile: lost, or left out by the server
 * @param longestGapNanos between two packets, or since the last one
 * @param delay99Nanos 99th percentile from the source to our socket, resent packets aside
 * @param streams different SSRCs that they came under since the join
 * @param longestStep between the numbers of two packets in the order of coming; 1 where none is
 *     left out
 * @param mostInTenth packets within a tenth of a second
 */
public record Heard(
        long packets,
        long duplicates,
        long missing,
        long longestGapNanos,
        long delay99Nanos,
        int streams,
        long longestStep,
        int mostInTenth) {

    /** Missing packets as a share of those sent. */
    public double lossPercent() {
        return packets + missing == 0 ? 100 : 100.0 * missing / (packets + missing);
    }
}
