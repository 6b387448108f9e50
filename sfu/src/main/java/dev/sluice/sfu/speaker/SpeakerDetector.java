package dev.sluice.sfu.speaker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells who speaks in a room. The dominant speaker changes when another one has spoken clearly more
 * in the last 20 ms, 100 ms and 1 s (Volfin and Cohen, 2012); it is decided every 300 ms. The
 * loudest ones, for whom there are audio slots, are told at once, and keep their place for 200 ms
 * after they fall silent. Owned by the room's loop.
 *
 * @param <K> names a participant
 */
public final class SpeakerDetector<K> {

    /** How often the dominant speaker is decided on. */
    public static final long DECISION_NANOS = 300_000_000L;

    /** How long a place among the loudest is kept after the voice has gone. */
    public static final long HANGOVER_NANOS = 200_000_000L;

    private static final double IMMEDIATE_MARGIN = 3;
    private static final double MEDIUM_MARGIN = 2;
    private static final double LONG_MARGIN = 0;

    /** Below -60 dBov on average there is nothing to hear. */
    private static final double AUDIBLE = 1e-6;

    private static final int SILENCE = 127;

    private final int places;
    private final Map<K, Speaker<K>> speakers = new LinkedHashMap<>();
    private @Nullable Speaker<K> dominant;
    private long nextDecisionNanos = Long.MIN_VALUE;

    private static final class Speaker<K> {
        final K key;
        final SpeechActivity activity;
        boolean loud;
        long loudNanos;

        Speaker(K key, long nowNanos) {
            this.key = key;
            activity = new SpeechActivity(nowNanos);
        }
    }

    /**
     * Nobody speaks yet; at most so many are told.
     *
     * @param places how many of the loudest are told, besides the dominant speaker
     */
    public SpeakerDetector(int places) {
        this.places = places;
    }

    /** One audio packet's level in -dBov, 0 the loudest, 127 silence (RFC 6464). */
    public void level(long nowNanos, K speaker, int level) {
        Speaker<K> known = speakers.get(speaker);
        if (known == null) {
            known = new Speaker<>(speaker, nowNanos);
            speakers.put(speaker, known);
        }
        known.activity.level(nowNanos, level);
    }

    /** The participant left, or publishes no audio any more. */
    public void remove(K speaker) {
        Speaker<K> removed = speakers.remove(speaker);
        if (removed != null && removed == dominant) {
            dominant = null;
        }
    }

    /**
     * Decides anew on the dominant speaker when it is time; says whether it is another one. In a
     * silence the last one stays.
     */
    public boolean onTimeout(long nowNanos) {
        if (nowNanos < nextDecisionNanos) {
            return false;
        }
        nextDecisionNanos = nowNanos + DECISION_NANOS;
        for (Speaker<K> speaker : speakers.values()) {
            speaker.activity.evaluate(nowNanos);
        }
        Speaker<K> before = dominant;
        Speaker<K> challenger = before == null ? firstToSpeak() : strongestChallenger(before);
        if (challenger == null || challenger == before) {
            return false;
        }
        dominant = challenger;
        return true;
    }

    private @Nullable Speaker<K> firstToSpeak() {
        Speaker<K> best = null;
        for (Speaker<K> speaker : speakers.values()) {
            boolean audible = speaker.activity.energy() > AUDIBLE;
            if (audible && (best == null || speaker.activity.energy() > best.activity.energy())) {
                best = speaker;
            }
        }
        return best;
    }

    private @Nullable Speaker<K> strongestChallenger(Speaker<K> current) {
        Speaker<K> best = null;
        double bestMargin = MEDIUM_MARGIN;
        SpeechActivity than = current.activity;
        for (Speaker<K> speaker : speakers.values()) {
            SpeechActivity it = speaker.activity;
            double medium = Math.log(it.mediumScore() / than.mediumScore());
            if (speaker != current
                    && Math.log(it.immediateScore() / than.immediateScore()) > IMMEDIATE_MARGIN
                    && medium > bestMargin
                    && Math.log(it.longScore() / than.longScore()) > LONG_MARGIN) {
                best = speaker;
                bestMargin = medium;
            }
        }
        return best;
    }

    /** When it wants to be woken, {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        return speakers.isEmpty() ? Long.MAX_VALUE : nextDecisionNanos;
    }

    /** The dominant speaker, or null before anyone spoke. */
    public @Nullable K dominant() {
        return dominant == null ? null : dominant.key;
    }

    /**
     * Whose audio is worth forwarding in a large room: the loudest, those who were among them just
     * now, and the dominant speaker. To be asked every 100 ms or more often. Allocates.
     */
    public List<K> selected(long nowNanos) {
        List<Speaker<K>> audible = new ArrayList<>();
        for (Speaker<K> speaker : speakers.values()) {
            speaker.activity.idle(nowNanos);
            speaker.loud = false;
            if (speaker.activity.energy() > AUDIBLE) {
                audible.add(speaker);
            }
        }
        audible.sort((a, b) -> Double.compare(b.activity.energy(), a.activity.energy()));
        for (int i = 0; i < Math.min(places, audible.size()); i++) {
            audible.get(i).loud = true;
            audible.get(i).loudNanos = nowNanos + HANGOVER_NANOS;
        }
        List<K> selected = new ArrayList<>();
        for (Speaker<K> speaker : speakers.values()) {
            boolean lately = speaker.loudNanos > nowNanos;
            if (speaker == dominant || speaker.loud || lately) {
                selected.add(speaker.key);
            }
        }
        return selected;
    }

    /** How loud the participant was in the last 100 ms, in -dBov: 0 the loudest, 127 silence. */
    public int level(long nowNanos, K speaker) {
        Speaker<K> known = speakers.get(speaker);
        if (known == null) {
            return SILENCE;
        }
        known.activity.idle(nowNanos);
        double energy = known.activity.energy();
        return energy <= 0
                ? SILENCE
                : (int) Math.min(SILENCE, Math.round(-10 * Math.log10(energy)));
    }
}
