package dev.sluice.bench.report;

import dev.sluice.bench.floor.FloorRun.Floor;
import dev.sluice.bench.load.LoadResult;
import dev.sluice.bench.load.LoadResult.Counts;
import dev.sluice.bench.load.LoadResult.Sample;
import dev.sluice.bench.load.LoadResult.ServerCost;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A run for programs. Units stand in the names; what is unknown is null. */
public final class JsonReport {

    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonReport() {}

    public static String of(RunReport report) {
        LoadResult result = report.result();
        ObjectNode json = JSON.createObjectNode();
        json.put("scenario", report.options().scenario().label());
        json.put("started", report.started());
        json.set("machine", JSON.valueToTree(report.machine()));
        json.set("settings", JSON.valueToTree(report.settings()));
        json.put("valid", report.valid());
        json.put("passed", report.passed());
        json.put("seconds", result.seconds());
        json.put("participants", result.participants());
        json.put("connected", result.connected());
        json.put("overTcp", result.overTcp());
        json.put("receivers", result.receivers());
        json.put("silentReceivers", result.silentReceivers());
        json.set("failures", JSON.valueToTree(result.failures()));
        packets(json.putObject("packets"), result.counts(), report.options().authenticateOneIn());
        percentiles(json.putObject("delayMillis"), result.delays());
        percentiles(json.putObject("joinMillis"), result.joins());
        percentiles(json.putObject("firstMediaMillis"), result.firstMedia());
        server(json, report);
        json.set("client", JSON.valueToTree(result.client()));
        json.set("clientComplaints", JSON.valueToTree(result.client().complaints()));
        var thresholds = json.putArray("thresholds");
        for (Threshold threshold : report.thresholds()) {
            thresholds
                    .addObject()
                    .put("name", threshold.name())
                    .put("limit", threshold.limit())
                    .put("value", finite(threshold.value()))
                    .put("met", threshold.met());
        }
        var samples = json.putArray("samples");
        for (Sample sample : result.samples()) {
            samples.add(JSON.<ObjectNode>valueToTree(sample));
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static void packets(ObjectNode json, Counts counts, int authenticateOneIn) {
        json.put("received", counts.packets());
        json.put("bytes", counts.bytes());
        json.put("authenticateOneIn", authenticateOneIn);
        json.put("authenticated", counts.authenticated());
        json.put("recovered", counts.recovered());
        json.put("lost", counts.lost());
        json.put("lossPercent", counts.lossPercent());
        json.put("lostOrWithheld", known(counts.missing()));
        json.put("duplicates", known(counts.duplicates()));
        json.put("reordered", known(counts.reordered()));
        json.put("layerSwitches", known(counts.switches()));
    }

    private static void percentiles(ObjectNode json, Histogram nanos) {
        if (nanos.getTotalCount() > 0) {
            for (double percentile : new double[] {50, 90, 99, 99.9}) {
                String name = "p" + (percentile == 99.9 ? "99.9" : (int) percentile);
                json.put(name, nanos.getValueAtPercentile(percentile) / 1e6);
            }
            json.put("max", nanos.getMaxValue() / 1e6);
        }
        json.put("count", nanos.getTotalCount());
    }

    private static void server(ObjectNode json, RunReport report) {
        ServerCost server = report.result().server();
        if (server == null) {
            json.putNull("server");
        } else {
            json.putObject("server")
                    .put("cores", server.cpuNanos() / 1e9 / report.result().seconds())
                    .put("microsPerPacket", finite(report.microsPerPacket()))
                    .put("compilerMicrosPerPacket", finite(report.compilerMicrosPerPacket()))
                    .put("idleBytes", server.idleBytes())
                    .put("loadedBytes", server.loadedBytes())
                    .put("bytesPerParticipant", finite(report.bytesPerParticipant()))
                    .put("droppedDatagrams", server.droppedDatagrams())
                    .put("startMillis", server.startNanos() < 0 ? null : server.startNanos() / 1e6);
        }
        Floor floor = report.floor();
        if (floor == null) {
            json.putNull("floor");
        } else {
            json.putObject("floor")
                    .put("microsPerPacket", floor.microsPerPacket())
                    .put("packetsPerSecond", floor.packetsPerSecond())
                    .put("method", floor.method())
                    .put("receivers", floor.shape().receivers())
                    .put("burst", floor.shape().burst())
                    .put("packetBytes", floor.shape().packetBytes())
                    .put("ratio", finite(report.floorRatio()));
        }
    }

    private static @org.jspecify.annotations.Nullable Long known(long value) {
        return value == LoadResult.UNKNOWN ? null : Long.valueOf(value);
    }

    private static @org.jspecify.annotations.Nullable Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }
}
