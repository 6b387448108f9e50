package dev.sluice.signaling.turn;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TURN server as RFC 7065 writes it, such as {@code turn:turn.example.org:3478?transport=udp}.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 3478 or 5349 unless it names one
 */
public record TurnUrl(Transport transport, String host, int port) {

    /** How the client talks to it. */
    public enum Transport {
        /** Plain UDP. */
        UDP,
        /** Plain TCP. */
        TCP,
        /** TLS over TCP ({@code turns:}). */
        TLS
    }

    private static final int PORT = 3478;
    private static final int TLS_PORT = 5349;
    private static final Pattern FORM =
            Pattern.compile(
                    "(turns?):(\\[[0-9a-f:.]+\\]|[^\\[\\]:?]+)(?::(\\d{1,5}))?(?:\\?transport=(udp|tcp))?");

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none, or one over DTLS, which nobody speaks
     */
    public static TurnUrl parse(String text) {
        Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "write it as turn:HOST:PORT?transport=udp, with tcp, or turns: for TLS");
        }
        boolean secure = parts.group(1).equals("turns");
        boolean udp = "udp".equals(parts.group(4)) || (parts.group(4) == null && !secure);
        if (secure && udp) {
            throw new IllegalArgumentException("TURN over DTLS: no client speaks it");
        }
        String host = parts.group(2).replaceAll("[\\[\\]]", "");
        int port = parts.group(3) == null ? (secure ? TLS_PORT : PORT) : number(parts.group(3));
        return new TurnUrl(
                secure ? Transport.TLS : udp ? Transport.UDP : Transport.TCP, host, port);
    }

    private static int number(String port) {
        int number = Integer.parseInt(port);
        if (number < 1 || number > 65_535) {
            throw new IllegalArgumentException("there is no port " + port);
        }
        return number;
    }
}
