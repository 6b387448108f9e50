package dev.sluice.sfu.transport;

import dev.sluice.rtp.cc.FeedbackView;
import dev.sluice.rtp.rtcp.TransportFeedback;

/**
 * A parsed feedback message as congestion control reads it: the wire format does not know the
 * machine, nor the other way. Borrowed like the message.
 */
record ReportedFeedback(TransportFeedback feedback) implements FeedbackView {

    @Override
    public int baseSequence() {
        return feedback.baseSequence();
    }

    @Override
    public int count() {
        return feedback.count();
    }

    @Override
    public boolean received(int i) {
        return feedback.received(i);
    }

    @Override
    public long arrivalNanos(int i) {
        return feedback.arrivalNanos(i);
    }
}
