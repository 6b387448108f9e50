package dev.sluice.signaling.ws;

import dev.sluice.sfu.api.ClientReport;
import dev.sluice.sfu.api.ClientReport.Limitation;
import dev.sluice.sfu.api.ClientReport.ReceivedReport;
import dev.sluice.sfu.api.ClientReport.SentReport;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.signaling.json.Fields;

/** Reads {@code client-stats}. */
final class ClientStats {

    static final int MAX_BYTES = 8 * 1024;

    private ClientStats() {}

    /**
     * Reads a message.
     *
     * @throws RejectedException TOO_LARGE, or BAD_REQUEST that names the field
     */
    static ClientReport read(Fields message) {
        if (message.bytes() > MAX_BYTES) {
            throw new RejectedException(
                    Code.TOO_LARGE,
                    "client-stats has "
                            + message.bytes()
                            + " bytes: give "
                            + MAX_BYTES
                            + " at most, and leave out what matters least.");
        }
        return new ClientReport(
                message.number("intervalMillis"),
                message.optionalDecimal("lateMillis", 0),
                text(message, "browser"),
                text(message, "device"),
                message.objects("received").stream().map(ClientStats::received).toList(),
                message.objects("sent").stream().map(ClientStats::sent).toList());
    }

    private static ReceivedReport received(Fields one) {
        return new ReceivedReport(
                one.text("publication"),
                text(one, "codec"),
                text(one, "decoder"),
                one.optionalInt("width", 0),
                one.optionalInt("height", 0),
                one.optionalDecimal("fps", 0),
                count(one, "framesDecoded"),
                count(one, "framesDropped"),
                count(one, "freezes"),
                count(one, "freezeMillis"),
                count(one, "packetsLost"),
                one.optionalDecimal("jitterMillis", 0),
                one.optionalDecimal("jitterBufferMillis", 0),
                one.optionalDecimal("decodeMillis", 0),
                one.optionalDecimal("concealedPercent", 0));
    }

    private static SentReport sent(Fields one) {
        return new SentReport(
                one.text("publication"),
                text(one, "rid"),
                text(one, "codec"),
                text(one, "encoder"),
                one.optionalInt("width", 0),
                one.optionalInt("height", 0),
                one.optionalDecimal("fps", 0),
                one.optionalDecimal("sourceFps", 0),
                one.optionalDecimal("cameraFps", 0),
                count(one, "bps"),
                one.optionalDecimal("encodeMillis", 0),
                limitation(text(one, "limitation")));
    }

    private static Limitation limitation(String word) {
        return switch (word) {
            case "", "none" -> Limitation.NONE;
            case "cpu" -> Limitation.CPU;
            case "bandwidth" -> Limitation.BANDWIDTH;
            case "other" -> Limitation.OTHER;
            default -> throw Fields.bad("limitation: give none, cpu, bandwidth or other.");
        };
    }

    private static String text(Fields fields, String name) {
        String text = fields.optionalText(name);
        return text == null ? "" : text;
    }

    private static long count(Fields fields, String name) {
        return fields.has(name) ? fields.number(name) : 0;
    }
}
