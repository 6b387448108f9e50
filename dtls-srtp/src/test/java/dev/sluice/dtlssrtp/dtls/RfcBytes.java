package dev.sluice.dtlssrtp.dtls;

import java.util.HexFormat;

/** Bytes as hex with blanks. */
final class RfcBytes {

    private RfcBytes() {}

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
}
