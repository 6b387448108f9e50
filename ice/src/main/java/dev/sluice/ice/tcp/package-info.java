/** Datagrams over TCP: the framing (RFC 4571) that ICE-TCP puts under STUN, DTLS and SRTP. */
@NullMarked
package dev.sluice.ice.tcp;

import org.jspecify.annotations.NullMarked;
