package dev.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parser and writer are each other's inverse. */
class SdpRoundTripTest {

    static Stream<String> descriptions() {
        return Stream.concat(
                Samples.OFFERS.stream().map(Samples::offer),
                Samples.ANSWERS.stream().map(Samples::answer));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void shouldWriteWhatItRead(String text) throws SdpException {
        String written = SdpWriter.write(SdpParser.parse(text));

        assertEquals(normalised(text), written);
        assertEquals(SdpParser.parse(text), SdpParser.parse(written));
    }

    /** What the model does not keep: the case of a candidate's transport protocol. */
    private static String normalised(String text) {
        return text.replaceAll("(a=candidate:\\d+ \\d) UDP", "$1 udp")
                .replaceAll("(a=candidate:\\d+ \\d) TCP", "$1 tcp");
    }
}
