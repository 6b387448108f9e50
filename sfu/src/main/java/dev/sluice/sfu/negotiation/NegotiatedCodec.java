package dev.sluice.sfu.negotiation;

import dev.sluice.rtp.codec.Codec;

/**
 * A codec both sides speak, with the remote side's payload types, which we use in both directions
 * (RFC 3264, section 5.1).
 *
 * @param payloadType 0 to 127
 * @param rtxPayloadType the retransmission format of it (RFC 4588), or {@link #NO_RTX}
 * @param formatParameters the fmtp value, empty without one
 * @param nack generic NACK was negotiated (RFC 4585)
 * @param pli Picture Loss Indication was negotiated (RFC 4585)
 * @param fir Full Intra Request was negotiated (RFC 5104)
 * @param transportCc transport-wide feedback was negotiated
 * @param remb goog-remb was negotiated
 */
public record NegotiatedCodec(
        Codec codec,
        int payloadType,
        int rtxPayloadType,
        String formatParameters,
        boolean nack,
        boolean pli,
        boolean fir,
        boolean transportCc,
        boolean remb) {

    /** The {@code rtxPayloadType} of a codec without retransmission. */
    public static final int NO_RTX = -1;
}
