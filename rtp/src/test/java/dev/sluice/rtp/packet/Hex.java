package dev.sluice.rtp.packet;

import java.util.HexFormat;

/** Byte vectors as annotated hex. */
public final class Hex {

    private Hex() {}

    /** The bytes of all lines; what follows a semicolon is a comment, blanks do not count. */
    public static byte[] bytes(String... lines) {
        StringBuilder digits = new StringBuilder();
        for (String line : lines) {
            digits.append(line.split(";", 2)[0].replace(" ", ""));
        }
        return HexFormat.of().parseHex(digits);
    }
}
