package dev.sluice.ice.stun;

import java.util.HexFormat;

/** The test vectors of RFC 5769. */
final class Rfc5769 {

    static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

    /** Section 2.1: a connectivity check. */
    static final byte[] REQUEST =
            hex(
                    "00 01 00 58" // Binding request, 88 bytes
                            + "21 12 a4 42" // magic cookie
                            + "b7 e7 a7 01 bc 34 d6 86 fa 87 df ae" // transaction id
                            + "80 22 00 10" // SOFTWARE, 16 bytes
                            + "53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74"
                            + "00 24 00 04 6e 00 01 ff" // PRIORITY
                            + "80 29 00 08 93 2f f9 b1 51 26 3b 36" // ICE-CONTROLLED
                            + "00 06 00 09" // USERNAME, 9 bytes
                            + "65 76 74 6a 3a 68 36 76 59 20 20 20" // evtj:h6vY, padded with spaces
                            + "00 08 00 14" // MESSAGE-INTEGRITY
                            + "9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2"
                            + "80 28 00 04 e5 7a 3b cf"); // FINGERPRINT

    /** Section 2.2: 192.0.2.1 port 32853. */
    static final byte[] IPV4_RESPONSE =
            hex(
                    "01 01 00 3c" // Binding success, 60 bytes
                            + "21 12 a4 42"
                            + "b7 e7 a7 01 bc 34 d6 86 fa 87 df ae"
                            + "80 22 00 0b" // SOFTWARE, 11 bytes
                            + "74 65 73 74 20 76 65 63 74 6f 72 20"
                            + "00 20 00 08 00 01 a1 47 e1 12 a6 43" // XOR-MAPPED-ADDRESS
                            + "00 08 00 14" // MESSAGE-INTEGRITY
                            + "2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7"
                            + "80 28 00 04 c0 7d 4c 96"); // FINGERPRINT

    /** Section 2.3: 2001:db8:1234:5678:11:2233:4455:6677 port 32853. */
    static final byte[] IPV6_RESPONSE =
            hex(
                    "01 01 00 48" // Binding success, 72 bytes
                            + "21 12 a4 42"
                            + "b7 e7 a7 01 bc 34 d6 86 fa 87 df ae"
                            + "80 22 00 0b" // SOFTWARE, 11 bytes
                            + "74 65 73 74 20 76 65 63 74 6f 72 20"
                            + "00 20 00 14 00 02 a1 47" // XOR-MAPPED-ADDRESS
                            + "01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9"
                            + "00 08 00 14" // MESSAGE-INTEGRITY
                            + "a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41"
                            + "80 28 00 04 c8 fb 0b 4c"); // FINGERPRINT

    /** Section 2.4: long-term authentication, no FINGERPRINT. */
    static final byte[] LONG_TERM_REQUEST =
            hex(
                    "00 01 00 60" // Binding request, 96 bytes
                            + "21 12 a4 42"
                            + "78 ad 34 33 c6 ad 72 c0 29 da 41 2e"
                            + "00 06 00 12" // USERNAME, 18 bytes of UTF-8
                            + "e3 83 9e e3 83 88 e3 83 aa e3 83 83 e3 82 af e3 82 b9 00 00"
                            + "00 15 00 1c" // NONCE, 28 bytes
                            + "66 2f 2f 34 39 39 6b 39 35 34 64 36 4f 4c 33 34 6f 4c 39 46"
                            + "53 54 76 79 36 34 73 41"
                            + "00 14 00 0b" // REALM, 11 bytes
                            + "65 78 61 6d 70 6c 65 2e 6f 72 67 00"
                            + "00 08 00 14" // MESSAGE-INTEGRITY
                            + "f6 70 24 65 6d d6 4a 3e 02 b8 e0 71 2e 85 c9 a2 8c a8 96 66");

    private Rfc5769() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
