package dev.sluice.rtp.cc;

import java.util.ArrayList;
import java.util.List;

/** A feedback message that is put together by hand. */
final class FakeFeedback implements FeedbackView {

    private static final long LOST = Long.MIN_VALUE;

    private final int baseSequence;
    private final List<Long> arrivals = new ArrayList<>();

    FakeFeedback(int baseSequence) {
        this.baseSequence = baseSequence & 0xFFFF;
    }

    FakeFeedback arrived(long nanos) {
        arrivals.add(nanos);
        return this;
    }

    FakeFeedback lost() {
        arrivals.add(LOST);
        return this;
    }

    @Override
    public int baseSequence() {
        return baseSequence;
    }

    @Override
    public int count() {
        return arrivals.size();
    }

    @Override
    public boolean received(int i) {
        return arrivals.get(i) != LOST;
    }

    @Override
    public long arrivalNanos(int i) {
        return arrivals.get(i);
    }
}
