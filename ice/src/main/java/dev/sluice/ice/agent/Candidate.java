package dev.sluice.ice.agent;

import dev.sluice.mediacore.net.Protocol;

/**
 * A candidate as it stands in SDP (RFC 8839, section 5.1).
 *
 * @param foundation 1 to 32 ice-chars, equal for candidates of one type and base
 * @param component 1 for RTP; with rtcp-mux there is no other
 * @param priority by RFC 8445, section 5.1.2.1
 * @param host an IP address literal; never resolved
 * @param port 0 to 65,535; 9 where there is none (RFC 6544)
 * @param type host, srflx, prflx or relay
 * @param tcpType passive for an ICE-TCP candidate of a server, empty for UDP
 */
public record Candidate(
        String foundation,
        int component,
        Protocol protocol,
        long priority,
        String host,
        int port,
        String type,
        String tcpType) {}
