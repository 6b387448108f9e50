package dev.sluice.signaling.server;

import java.time.Duration;

/**
 * How a server took leave of its clients.
 *
 * @param told those that heard that it goes down, and closed
 * @param cutOff those that gave no sign of it, and were closed or were left when the time was over
 * @param took from the first word to the last close
 */
public record Drained(int told, int cutOff, Duration took) {}
