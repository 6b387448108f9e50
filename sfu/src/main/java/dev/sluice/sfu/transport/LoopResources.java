package dev.sluice.sfu.transport;

import dev.sluice.rtp.rtcp.RtcpParser;
import dev.sluice.sfu.forward.LoopLinks;

/**
 * What the transports of one loop share. Owned by that loop.
 *
 * @param links ways to the other loops
 * @param slabs buffers that packets are written into
 * @param rtcp reads one datagram at a time, into arrays that are too large for each transport to
 *     have its own
 */
public record LoopResources(
        LoopLinks links,
        SlabPool slabs,
        RtcpParser rtcp,
        LoopTotals totals,
        FailedChecks failedChecks) {

    /** For one loop with these ways to the others. */
    public static LoopResources of(LoopLinks links, FailedChecks failedChecks) {
        return new LoopResources(
                links, new SlabPool(), new RtcpParser(), new LoopTotals(), failedChecks);
    }
}
