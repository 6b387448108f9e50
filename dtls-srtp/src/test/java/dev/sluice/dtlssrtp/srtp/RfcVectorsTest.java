package dev.sluice.dtlssrtp.srtp;

import static dev.sluice.dtlssrtp.srtp.RfcOracle.concat;
import static dev.sluice.dtlssrtp.srtp.RfcOracle.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RfcVectorsTest {

    /** RFC 3711, B.3. */
    private static final byte[] MASTER_KEY = hex("E1F97A0D3E018BE0D64FA32C06DE4139");

    private static final byte[] MASTER_SALT = hex("0EC675AD498AFEEBB6960B3AABE6");

    /** RFC 7714, section 16: "Quid pro quo". */
    private static final byte[] SALT = hex("517569642070726f2071756f");

    /** RFC 7714, section 16: version 2, PT 64, sequence 0xf17b, SSRC 0x5501a0b2. */
    private static final byte[] RTP_HEADER = hex("8040f17b 8041f8d3 5501a0b2");

    /** "Gallia est omnis divisa in partes tres" */
    private static final byte[] RTP_PAYLOAD =
            hex(
                    "47616c6c69612065 7374206f6d6e6973 2064697669736120"
                            + "696e207061727465 732074726573");

    @Test
    void shouldMakeTheKeyStreamOfRfc3711B2() throws GeneralSecurityException {
        assertArrayEquals(
                hex(
                        "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB"
                                + "41E95B3BB0A2E8DD477901E4FCA894C0"),
                RfcOracle.counterMode(
                        hex("2B7E151628AED2A6ABF7158809CF4F3C"),
                        hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"),
                        new byte[48]));
    }

    @Test
    void shouldDeriveTheKeysOfRfc3711B3() throws GeneralSecurityException {
        assertArrayEquals(
                hex("C61E7A93744F39EE10734AFE3FF7A087"),
                RfcOracle.derive(MASTER_KEY, MASTER_SALT, RfcOracle.RTP_CIPHER_KEY, 16));
        assertArrayEquals(
                hex("30CBBC08863D8C85D49DB34A9AE1"),
                RfcOracle.derive(MASTER_KEY, MASTER_SALT, RfcOracle.RTP_SALT, 14));
        assertArrayEquals(
                hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"),
                RfcOracle.derive(MASTER_KEY, MASTER_SALT, RfcOracle.RTP_AUTH_KEY, 20));
    }

    /** RFC 6188, section 7.3. */
    @Test
    void shouldDeriveKeysFrom256Bits() throws GeneralSecurityException {
        byte[] key = hex("f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6");
        byte[] salt = hex("3b04803de51ee7c96423ab5b78d2");

        assertArrayEquals(
                hex("5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4"),
                RfcOracle.derive(key, salt, RfcOracle.RTP_CIPHER_KEY, 32));
        assertArrayEquals(
                hex("fa31791685ca444a9e07c6c64e93"),
                RfcOracle.derive(key, salt, RfcOracle.RTP_SALT, 14));
    }

    /** RFC 7714, section 16.1.1. */
    @Test
    void shouldSealRtpWithAes128Gcm() throws GeneralSecurityException {
        assertArrayEquals(
                hex(
                        "f24de3a3fb34de6c acba861c9d7e4bca be633bd50d294e6f 42a5f47a51c7d19b"
                                + "36de3adf8833 899d7f27beb16a91 52cf765ee4390cce"),
                RfcOracle.gcm(
                        hex("000102030405060708090a0b0c0d0e0f"),
                        SALT,
                        0x5501a0b2,
                        0xf17b,
                        RTP_HEADER,
                        RTP_PAYLOAD));
    }

    /** RFC 7714, section 16.2.1. */
    @Test
    void shouldSealRtpWithAes256Gcm() throws GeneralSecurityException {
        assertArrayEquals(
                hex(
                        "32b1de78a822fe12 ef9f78fa332e33aa b18012389a58e2f3 b50b2a0276ffae0f"
                                + "1ba63799b87b 7aa3db36dfffd6b0 f9bb7878d7a76c13"),
                RfcOracle.gcm(
                        hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
                        SALT,
                        0x5501a0b2,
                        0xf17b,
                        RTP_HEADER,
                        RTP_PAYLOAD));
    }

    /** RFC 7714, section 17.1. */
    @Test
    void shouldSealRtcpWithAes128Gcm() throws GeneralSecurityException {
        byte[] header = hex("81c8000d 4d617273"); // SR of 14 words from SSRC "Mars"
        byte[] body =
                hex(
                        "4e5450314e545032 52545020 0000042a 0000e930 4c756e61"
                                + "deadbeef deadbeef deadbeef deadbeef deadbeef");

        assertArrayEquals(
                hex(
                        "63e94885dcdab67c a727d7662f6b7e99 7ff5c0f76c06f32d c676a5f1730d6fda"
                                + "4ce09b4686303ded 0bb9275bc84aa458 96cf4d2fc5abf872 45d9eade"),
                RfcOracle.gcm(
                        hex("000102030405060708090a0b0c0d0e0f"),
                        SALT,
                        0x4d617273,
                        0x5d4,
                        concat(header, RfcOracle.int32(0x5d4 | 0x80000000)),
                        body));
    }

    /** The keys of RFC 3711, B.3, and the packet that libsrtp checks itself with. */
    @Test
    void shouldProtectAsLibsrtpDoesWithCounterMode() {
        assertProtects(
                SrtpProfile.AES128_CM_SHA1_80,
                MASTER_KEY,
                MASTER_SALT,
                "4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb");
    }

    @Test
    void shouldProtectAsLibsrtpDoesWithGcm() {
        assertProtects(
                SrtpProfile.AEAD_AES_128_GCM,
                hex("000102030405060708090a0b0c0d0e0f"),
                hex("a0a1a2a3a4a5a6a7a8a9aaab"),
                "c5002ede04cfdd2eb91159e0880aa06e d2976826f796b201df3131a127e8a392");
    }

    private static void assertProtects(
            SrtpProfile profile, byte[] key, byte[] salt, String sealed) {
        byte[] header = hex("800f1234 decafbad cafebabe");
        byte[] payload = new byte[16];
        Arrays.fill(payload, (byte) 0xab);
        byte[] data = Arrays.copyOf(concat(header, payload), 64);
        SrtpSession session =
                new SrtpSession(new SrtpKeyingMaterial(profile, key, salt, key, salt));

        int length = session.protectRtp(data, 0, 28);

        assertArrayEquals(concat(header, hex(sealed)), Arrays.copyOf(data, length));
        assertEquals(28, session.unprotectRtp(data, 0, length));
        assertArrayEquals(concat(header, payload), Arrays.copyOf(data, 28));
    }
}
