package dev.sluice.signaling.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.sluice.signaling.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object for each event: {@code at}, {@code level}, {@code logger}, {@code thread}, {@code
 * message}, what the event is about, such as {@code room} and {@code participant}, and {@code
 * error} with the stack.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {

    @Override
    public byte[] encode(ILoggingEvent event) {
        ObjectNode json =
                Json.object()
                        .put("at", event.getInstant().toString())
                        .put("level", event.getLevel().toString())
                        .put("logger", event.getLoggerName())
                        .put("thread", event.getThreadName())
                        .put("message", event.getFormattedMessage());
        for (Map.Entry<String, String> about : event.getMDCPropertyMap().entrySet()) {
            json.put(about.getKey(), about.getValue());
        }
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair about : event.getKeyValuePairs()) {
                json.put(about.key, String.valueOf(about.value));
            }
        }
        if (event.getThrowableProxy() != null) {
            json.put("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return (Json.text(json) + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
