package dev.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Damaged descriptions are refused by {@link SdpException} or answered, and nothing else. */
@Tag("once")
class SdpMutationTest {

    private static final int MUTATIONS = 30_000;

    /**
     * Cut at every byte even in the gate, where the others, which are much like them, are at some.
     */
    private static final Set<String> EVERY_BYTE =
            Set.of("chromium-av-simulcast", "chromium-vp9-svc-l3t3key", "firefox-av-simulcast");

    private static final int STEP = 7;

    private static final List<String> FRAGMENTS =
            List.of(
                    "\r\n",
                    "\n",
                    "\r",
                    "=",
                    ":",
                    ";",
                    ",",
                    "~",
                    "/",
                    " ",
                    "-1",
                    "0",
                    "128",
                    "65536",
                    "4294967296",
                    "99999999999999999999",
                    "\u0000",
                    "\uD800",
                    "\u00e9",
                    "a=",
                    "m=",
                    "a=mid:0\r\n",
                    "a=group:BUNDLE\r\n",
                    "a=bundle-only\r\n",
                    "a=inactive\r\n",
                    "a=rtcp-fb:* nack\r\n",
                    "a=rid:q send pt=\r\n",
                    "a=simulcast:send ~q,h;f\r\n",
                    "a=setup:holdconn\r\n",
                    "a=extmap:15 urn:ietf:params:rtp-hdrext:sdes:mid\r\n");

    @SuppressWarnings("unused") // named by FieldSource
    static final List<String> OFFERS = Samples.OFFERS;

    @ParameterizedTest
    @FieldSource("OFFERS")
    void shouldSurviveTruncation(String name) throws SdpException {
        String text = Samples.offer(name);
        Offer whole = Local.read(text);
        int step = EVERY_BYTE.contains(name) || Boolean.getBoolean("sluice.long") ? 1 : STEP;
        for (int length = 0; length < text.length(); length += step) {
            String start = text.substring(0, length);
            boolean answered = answered(start, whole);
            assertTrue(!answered || start.contains("a=setup:actpass"), start);
        }
        assertTrue(answered(text, whole));
    }

    @Test
    void shouldSurviveRandomMutations() throws SdpException {
        SplittableRandom random = new SplittableRandom(8866);
        List<String> texts = Samples.OFFERS.stream().map(Samples::offer).toList();
        List<Offer> offers = new ArrayList<>();
        for (String text : texts) {
            offers.add(Local.read(text));
        }
        int answered = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            int sample = random.nextInt(texts.size());
            StringBuilder text = new StringBuilder(texts.get(sample));
            for (int times = random.nextInt(1, 4); times > 0; times--) {
                mutate(text, random);
            }
            answered += answered(text.toString(), offers.get(sample)) ? 1 : 0;
        }
        assertTrue(answered > MUTATIONS / 10 && answered < MUTATIONS * 9 / 10, "" + answered);
    }

    private static void mutate(StringBuilder text, SplittableRandom random) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + random.nextInt(1, 12));
        switch (random.nextInt(6)) {
            case 0 -> text.setCharAt(at, (char) random.nextInt(256));
            case 1 -> text.delete(at, end);
            case 2 -> text.insert(at, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
            case 4 -> text.replace(at, end, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            default -> moveLine(text, at, random.nextInt(text.length()));
        }
        if (text.isEmpty()) {
            text.append('v');
        }
    }

    private static void moveLine(StringBuilder text, int from, int to) {
        int start = text.lastIndexOf("\n", from) + 1;
        int newline = text.indexOf("\n", start);
        int end = newline < 0 ? text.length() : newline + 1;
        String line = text.substring(start, end);
        text.delete(start, end);
        text.insert(text.lastIndexOf("\n", Math.min(to, text.length())) + 1, line);
    }

    /** Whether an offer got an answer, which then must be sound; any other failure is thrown. */
    private static boolean answered(String text, Offer previous) {
        Offer offer;
        try {
            offer = Local.read(text);
        } catch (SdpException refused) {
            return false;
        }
        try {
            Local.read(text, previous);
        } catch (SdpException refused) {
            // a renegotiation is refused for more reasons
        }
        assertSound(offer, Local.answer(offer));
        return true;
    }

    private static void assertSound(Offer offer, String answer) {
        try {
            SessionDescription read = SdpParser.parse(answer);
            assertEquals(offer.description().media().size(), read.media().size());
            assertEquals(answer, SdpWriter.write(read));
        } catch (SdpException e) {
            throw new AssertionError(answer, e);
        }
    }
}
