package dev.sluice.signaling.webhook;

import dev.sluice.sfu.api.ServerEvent;
import dev.sluice.signaling.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what to whom and when, one JSON object a line, by the logger {@code sluice.audit}. JSON
 * escapes line breaks: nobody forges a line by a name. Any thread.
 */
public final class AuditLog {

    /** For configurations that send these lines elsewhere. */
    public static final String LOGGER = "sluice.audit";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private AuditLog() {}

    /** Writes acts of moderation, and nothing of other events. Any thread. */
    public static void tell(ServerEvent event) {
        if (event instanceof ServerEvent.Moderated act && LOG.isInfoEnabled()) {
            LOG.info(line(System.currentTimeMillis(), act));
        }
    }

    static String line(long epochMillis, ServerEvent.Moderated act) {
        return Json.text(
                Json.object()
                        .put("at", Json.time(epochMillis))
                        .put("room", act.room())
                        .put("actor", act.actor())
                        .put("action", Json.lower(act.action()))
                        .put("target", act.target())
                        .put("detail", act.detail()));
    }
}
