package dev.sluice.bench.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All faults, in the order in which they are done. */
final class Faults {

    private static final List<Fault> ALL =
            List.of(
                    new AddressChange(),
                    new IceRestart(),
                    new OneWayLoss(),
                    new SlowReader(),
                    new SpoofedStun(),
                    new PacketStorm(),
                    new KilledPublisher(),
                    new Blackout(),
                    new Starvation(),
                    new HalfOpen(),
                    new RocWrap(),
                    new Drain(),
                    new BadStart(),
                    new LogHygiene(),
                    new JoinsAndLeaves());

    private Faults() {}

    static List<Fault> all() {
        return ALL;
    }

    /**
     * Those of these names; all when there are none.
     *
     * @throws IllegalArgumentException naming those there are
     */
    static List<Fault> named(List<String> names) {
        List<Fault> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(
                    ALL.stream()
                            .filter(fault -> fault.name().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "there is no fault '"
                                                    + name
                                                    + "'; give any of "
                                                    + ALL.stream()
                                                            .map(Fault::name)
                                                            .collect(Collectors.joining(", ")))));
        }
        return chosen.isEmpty() ? ALL : chosen;
    }
}
