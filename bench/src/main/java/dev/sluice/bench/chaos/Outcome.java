package dev.sluice.bench.chaos;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one fault did.
 *
 * @param failure why it could not be done; null when it could
 */
record Outcome(Fault fault, double seconds, List<Figure> figures, @Nullable String failure) {

    Outcome {
        figures = List.copyOf(figures);
    }

    boolean ok() {
        return failure == null && figures.stream().allMatch(Figure::ok);
    }
}
