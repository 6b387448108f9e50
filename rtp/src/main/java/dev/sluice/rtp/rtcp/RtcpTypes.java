package dev.sluice.rtp.rtcp;

/** Packet types, formats and fixed lengths that parser and writer share. */
final class RtcpTypes {

    static final int SENDER_REPORT = 200;
    static final int RECEIVER_REPORT = 201;
    static final int SOURCE_DESCRIPTION = 202;
    static final int BYE = 203;
    static final int TRANSPORT_LAYER_FEEDBACK = 205;
    static final int PAYLOAD_SPECIFIC_FEEDBACK = 206;
    static final int EXTENDED_REPORT = 207;

    /** RFC 4585, section 6.2.1. */
    static final int FORMAT_NACK = 1;

    static final int FORMAT_TRANSPORT_CC = 15;

    /** RFC 4585, section 6.3.1. */
    static final int FORMAT_PLI = 1;

    /** RFC 5104, section 4.3.1. */
    static final int FORMAT_FIR = 4;

    /** RFC 4585, section 6.4; REMB has its name behind the SSRCs. */
    static final int FORMAT_APPLICATION = 15;

    static final long REMB_NAME = 0x52454D42L;

    static final int SDES_END = 0;
    static final int SDES_CNAME = 1;

    /** RFC 3611, sections 4.4 and 4.5. */
    static final int BLOCK_RECEIVER_REFERENCE_TIME = 4;

    static final int BLOCK_DELAY_SINCE_LAST_RR = 5;

    static final int HEADER_BYTES = 4;
    static final int SENDER_INFO_BYTES = 20;
    static final int REPORT_BLOCK_BYTES = 24;

    private RtcpTypes() {}
}
