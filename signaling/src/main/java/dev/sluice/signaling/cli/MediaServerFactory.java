package dev.sluice.signaling.cli;

import dev.sluice.sfu.api.MediaServer;
import dev.sluice.signaling.config.Settings;
import java.io.IOException;

/** Starts the media server that the settings describe. */
@FunctionalInterface
public interface MediaServerFactory {

    /**
     * Starts it.
     *
     * @throws IOException when its port cannot be had; the message says why
     * @throws dev.sluice.signaling.config.SettingsException when it cannot do what is set
     */
    MediaServer start(Settings settings) throws IOException;
}
