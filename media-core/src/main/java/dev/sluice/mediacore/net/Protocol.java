package dev.sluice.mediacore.net;

/** The transport protocol under a candidate (RFC 8445, section 5.1.1; TCP as in RFC 6544). */
public enum Protocol {
    /** UDP. */
    UDP,
    /** TCP, datagrams framed as RFC 4571 says. */
    TCP
}
