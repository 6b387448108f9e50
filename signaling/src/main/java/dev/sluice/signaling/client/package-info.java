/**
 * A headless participant: joins a room over the real signalling, ICE, DTLS and SRTP, publishes what
 * a {@link dev.sluice.signaling.client.PacketSource} makes and hands what it receives to a
 * listener. For bots, tests and load. Hundreds of them share a {@link
 * dev.sluice.signaling.client.ClientGroup}.
 */
@NullMarked
package dev.sluice.signaling.client;

import org.jspecify.annotations.NullMarked;
