package dev.sluice.bench.floor;

import java.util.List;

/**
 * What a floor process sends.
 *
 * @param receivers how many sockets get a copy of everything, encrypted for each
 * @param burstsPerSecond to each receiver
 * @param burst packets in one
 * @param packetBytes RTP packet without the SRTP tag
 */
public record FloorShape(int receivers, double burstsPerSecond, int burst, int packetBytes) {

    /** As arguments of {@link FloorMain}. */
    List<String> arguments() {
        return List.of(
                Double.toString(burstsPerSecond),
                Integer.toString(burst),
                Integer.toString(packetBytes));
    }

    static FloorShape parse(int receivers, String... arguments) {
        return new FloorShape(
                receivers,
                Double.parseDouble(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]));
    }
}
