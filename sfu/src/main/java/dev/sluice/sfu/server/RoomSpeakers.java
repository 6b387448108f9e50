package dev.sluice.sfu.server;

import dev.sluice.sfu.api.Hooks.Floor;
import dev.sluice.sfu.api.RoomEvent.Speaker;
import dev.sluice.sfu.net.MediaLoop;
import dev.sluice.sfu.room.Member;
import dev.sluice.sfu.room.Room;
import dev.sluice.sfu.speaker.SpeakerDetector;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens to the audio levels of a room and tells it who speaks. Owned by the room's loop. */
final class RoomSpeakers {

    private static final int PLACES = 3;
    private static final long PERIOD_MILLIS = 100;
    private static final long PACKET_NANOS = 20_000_000L;
    private static final long REST_NANOS = 5_000_000_000L;

    /** Louder than -60 dBov is somebody speaking. */
    private static final int AUDIBLE_LEVEL = 60;

    private final MediaLoop loop;
    private final Room room;
    private final Decisions decisions;
    private final SpeakerDetector<Member> detector = new SpeakerDetector<>(PLACES);
    private @Nullable ScheduledFuture<?> timer;
    private long lastLevelNanos;
    private List<Member> told = List.of();
    private @Nullable Member toldDominant;

    RoomSpeakers(MediaLoop loop, Room room, Decisions decisions) {
        this.loop = loop;
        this.room = room;
        this.decisions = decisions;
    }

    /**
     * Levels of one microphone's packets since the last call, the oldest first, in -dBov (RFC
     * 6464).
     */
    void levels(long nowNanos, Member member, byte[] levels) {
        lastLevelNanos = nowNanos;
        for (int i = 0; i < levels.length; i++) {
            detector.level(nowNanos - (levels.length - 1 - i) * PACKET_NANOS, member, levels[i]);
        }
        if (timer == null) {
            timer =
                    loop.eventLoop()
                            .scheduleAtFixedRate(
                                    this::decide, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void forget(Member member) {
        detector.remove(member);
    }

    void close() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void decide() {
        long nowNanos = System.nanoTime();
        detector.onTimeout(nowNanos);
        List<Member> speaking = new ArrayList<>();
        for (Member member : detector.selected(nowNanos)) {
            if (detector.level(nowNanos, member) <= AUDIBLE_LEVEL) {
                speaking.add(member);
            }
        }
        speaking.sort(Comparator.comparingInt(member -> detector.level(nowNanos, member)));
        tell(floor(nowNanos, speaking, detector.dominant()));
        if (nowNanos - lastLevelNanos > REST_NANOS) {
            close();
        }
    }

    private Floor floor(long nowNanos, List<Member> speaking, @Nullable Member dominant) {
        List<Speaker> speakers = new ArrayList<>();
        for (Member member : speaking) {
            speakers.add(new Speaker(member.id(), -detector.level(nowNanos, member)));
        }
        Floor heard = new Floor(speakers, dominant == null ? null : dominant.id());
        return decisions.none() ? heard : decisions.floor(room.name(), heard);
    }

    /** Levels alone are no news. */
    private void tell(Floor floor) {
        List<Member> speaking = new ArrayList<>();
        List<Speaker> speakers = new ArrayList<>();
        for (Speaker speaker : floor.speakers()) {
            Member member = room.member(speaker.participantId());
            if (member != null) {
                speaking.add(member);
                speakers.add(speaker);
            }
        }
        String dominantId = floor.dominantId();
        Member dominant = dominantId == null ? null : room.member(dominantId);
        if (!speaking.equals(told) || dominant != toldDominant) {
            told = speaking;
            toldDominant = dominant;
            room.speaking(speaking, speakers, dominant);
        }
    }
}
