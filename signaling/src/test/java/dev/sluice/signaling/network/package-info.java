/** Calls through networks made of namespaces: firewalls, NAT, IPv6 only. */
@NullMarked
package dev.sluice.signaling.network;

import org.jspecify.annotations.NullMarked;
