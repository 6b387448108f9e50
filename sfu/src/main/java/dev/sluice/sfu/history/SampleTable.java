package dev.sluice.sfu.history;

import dev.sluice.sfu.api.StatsHistory.StreamHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest samples of several streams, each with the same columns of whole numbers. Bounded:
 * streams without a value in all samples kept are forgotten, and beyond the limit new ones are not
 * taken. Not thread-safe.
 */
public final class SampleTable {

    private static final int MISSING = Integer.MIN_VALUE;

    private final int capacity;
    private final int maxStreams;
    private final List<String> columns;
    private final Map<Key, Row> rows = new LinkedHashMap<>();

    /** How many samples there were ever. */
    private long samples;

    private record Key(String publicationId, int encoding) {}

    /** The values of a stream: column after column, each a ring of samples. */
    private final class Row {

        final int[] values = new int[columns.size() * capacity];
        long newest = samples;

        Row() {
            Arrays.fill(values, MISSING);
        }

        void put(int column, int value) {
            for (newest = Math.max(newest, samples - capacity); newest < samples; newest++) {
                for (int each = 0; each < columns.size(); each++) {
                    values[place(each, newest + 1)] = MISSING;
                }
            }
            values[place(column, samples)] = value;
        }

        int at(int column, long sample) {
            return sample > newest ? MISSING : values[place(column, sample)];
        }

        private int place(int column, long sample) {
            return column * capacity + (int) (sample % capacity);
        }
    }

    /**
     * An empty table.
     *
     * @param capacity samples kept
     * @param columns their names; elsewhere they are numbered from 0
     */
    public SampleTable(int capacity, int maxStreams, List<String> columns) {
        this.capacity = capacity;
        this.maxStreams = maxStreams;
        this.columns = List.copyOf(columns);
    }

    /** Begins the next sample. */
    public void next() {
        samples++;
        Iterator<Row> each = rows.values().iterator();
        while (each.hasNext()) {
            if (each.next().newest <= samples - capacity) {
                each.remove();
            }
        }
    }

    /** Sets a value of the sample that began last; what does not fit an int becomes the nearest. */
    public void put(String publicationId, int encoding, int column, double value) {
        Key key = new Key(publicationId, encoding);
        Row row = rows.get(key);
        if (row == null) {
            if (rows.size() == maxStreams) {
                return;
            }
            row = new Row();
            rows.put(key, row);
        }
        row.put(column, (int) Math.max(0, Math.round(Math.min(value, Integer.MAX_VALUE))));
    }

    /** The sum of a stream's values in that many newest samples. */
    public long sum(String publicationId, int encoding, int column, int last) {
        Row row = rows.get(new Key(publicationId, encoding));
        long sum = 0;
        for (long sample = from(last); row != null && sample <= samples; sample++) {
            int value = row.at(column, sample);
            sum += value == MISSING ? 0 : value;
        }
        return sum;
    }

    /** Copies everything. */
    public List<StreamHistory> read() {
        List<StreamHistory> all = new ArrayList<>();
        rows.forEach((key, row) -> {
            Map<String, List<@Nullable Integer>> values = new LinkedHashMap<>();
            for (int column = 0; column < columns.size(); column++) {
                values.put(columns.get(column), copy(row, column));
            }
            all.add(new StreamHistory(key.publicationId(), key.encoding(), values));
        });
        return all;
    }

    private List<@Nullable Integer> copy(Row row, int column) {
        List<@Nullable Integer> copy = new ArrayList<>();
        for (long sample = from(capacity); sample <= samples; sample++) {
            int value = row.at(column, sample);
            copy.add(value == MISSING ? null : value);
        }
        return copy;
    }

    /** The first of that many newest samples; the first ever is 1. */
    private long from(int last) {
        return Math.max(1, samples - Math.min(last, capacity) + 1);
    }
}
