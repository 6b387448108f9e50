package dev.sluice.signaling.whip;

import dev.sluice.ice.agent.IceCredentials;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a PATCH: {@code application/trickle-ice-sdpfrag} (RFC 8840, section 9). Candidates in
 * it need nothing of us: an ICE-lite agent answers checks from wherever they come.
 */
final class SdpFragment {

    private static final int MAX_CHARACTERS = 64 * 1024;

    /** What of an answer belongs into a fragment. */
    private static final List<String> KEPT =
            List.of(
                    "a=ice-lite",
                    "a=group:",
                    "a=ice-ufrag:",
                    "a=ice-pwd:",
                    "a=candidate:",
                    "a=end-of-candidates");

    private final @Nullable String ufrag;
    private final @Nullable String password;

    private SdpFragment(@Nullable String ufrag, @Nullable String password) {
        this.ufrag = ufrag;
        this.password = password;
    }

    /**
     * Reads a fragment.
     *
     * @throws RejectedException TOO_LARGE or BAD_REQUEST
     */
    static SdpFragment parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new RejectedException(
                    Code.TOO_LARGE,
                    "The fragment is too long; send at most " + MAX_CHARACTERS + " characters.");
        }
        String ufrag = null;
        String password = null;
        for (String line : text.split("\r?\n", -1)) {
            if (!line.isEmpty() && !line.matches("[a-z]=.*")) {
                throw bad("A line of it is no SDP.");
            }
            if (ufrag == null && line.startsWith("a=ice-ufrag:")) {
                ufrag = line.substring("a=ice-ufrag:".length());
            } else if (password == null && line.startsWith("a=ice-pwd:")) {
                password = line.substring("a=ice-pwd:".length());
            }
        }
        return new SdpFragment(ufrag, password);
    }

    /**
     * The credentials that a restart needs.
     *
     * @throws RejectedException BAD_REQUEST when they are missing or malformed
     */
    IceCredentials credentials() {
        if (ufrag == null || !ufrag.matches("[A-Za-z0-9+/]{4,256}")) {
            throw bad("A restart needs a=ice-ufrag with 4 to 256 letters, digits, '+' or '/'.");
        }
        if (password == null || !password.matches("[A-Za-z0-9+/]{22,256}")) {
            throw bad("A restart needs a=ice-pwd with 22 to 256 letters, digits, '+' or '/'.");
        }
        return new IceCredentials(ufrag, password);
    }

    /** Our side of a restart: credentials and candidates of the answer's first live section. */
    static String ofAnswer(String answer) {
        StringBuilder fragment = new StringBuilder();
        boolean live = false;
        for (String line : answer.split("\r\n", -1)) {
            if (line.startsWith("m=")) {
                if (live) {
                    break;
                }
                live = !line.matches("m=\\S+ 0 .*");
                if (live) {
                    fragment.append(line).append("\r\n");
                }
            } else if (line.startsWith("a=mid:")
                    ? live
                    : KEPT.stream().anyMatch(line::startsWith)) {
                fragment.append(line).append("\r\n");
            }
        }
        return fragment.toString();
    }

    private static RejectedException bad(String why) {
        return new RejectedException(Code.BAD_REQUEST, "The SDP fragment: " + why);
    }
}
