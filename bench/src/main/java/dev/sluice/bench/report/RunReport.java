package dev.sluice.bench.report;

import dev.sluice.bench.floor.FloorRun.Floor;
import dev.sluice.bench.load.LoadOptions;
import dev.sluice.bench.load.LoadResult;
import dev.sluice.bench.load.LoadResult.ServerCost;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished run and what it was run with.
 *
 * @param started as ISO 8601
 * @param machine what it ran on, by name
 * @param settings every option that matters, by its flag
 * @param floor null when it was not measured
 */
public record RunReport(
        String started,
        Map<String, String> machine,
        Map<String, String> settings,
        LoadOptions options,
        LoadResult result,
        @Nullable Floor floor,
        List<Threshold> thresholds) {

    public RunReport {
        thresholds = List.copyOf(thresholds);
    }

    /** Server CPU, in microseconds for each packet that a receiver got; NaN when unknown. */
    public double microsPerPacket() {
        ServerCost server = result.server();
        long packets = result.counts().packets();
        return server == null || packets == 0 ? Double.NaN : server.cpuNanos() / 1e3 / packets;
    }

    /** Of that, what a JVM spent on compiling; NaN when unknown. */
    public double compilerMicrosPerPacket() {
        ServerCost server = result.server();
        long packets = result.counts().packets();
        return server == null || packets == 0 || server.compilerNanos() == ServerCost.NO_COMPILER
                ? Double.NaN
                : server.compilerNanos() / 1e3 / packets;
    }

    /** Server CPU against the floor; NaN when one of them is unknown. */
    public double floorRatio() {
        return floor == null ? Double.NaN : microsPerPacket() / floor.microsPerPacket();
    }

    /** Resident memory that the participants cost, each; NaN when unknown. */
    public double bytesPerParticipant() {
        ServerCost server = result.server();
        return server == null
                ? Double.NaN
                : (server.loadedBytes() - server.idleBytes())
                        / (double) Math.max(1, result.connected());
    }

    /** Whether every threshold was kept. */
    public boolean passed() {
        return thresholds.stream().allMatch(Threshold::met);
    }

    /** Whether the figures are the server's: the harness kept up, and everybody was there. */
    public boolean valid() {
        return result.client().complaints().isEmpty()
                && result.connected() == result.participants();
    }
}
