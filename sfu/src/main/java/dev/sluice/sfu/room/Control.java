package dev.sluice.sfu.room;

import dev.sluice.sfu.api.Action;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.RoomCommand;
import dev.sluice.sfu.api.RoomEvent.LeaveReason;
import dev.sluice.sfu.api.RoomReply;
import dev.sluice.sfu.api.RoomSettings;
import dev.sluice.sfu.api.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * The session of a room as a whole: scheduled, in progress, paused, ended; its lock, its settings,
 * its recording.
 */
final class Control {

    private final Room room;
    private final TextLimits texts;
    private RoomSettings settings;
    private SessionState state;
    private boolean locked;
    private boolean recording;
    private long startedAtMillis;

    Control(Room room, RoomSettings settings, TextLimits texts, Moment now) {
        this.texts = texts;
        this.room = room;
        this.settings = settings;
        boolean later = settings.startsAtMillis() > now.epochMillis();
        this.state = later ? SessionState.SCHEDULED : SessionState.IN_PROGRESS;
        this.startedAtMillis = later ? 0 : now.epochMillis();
    }

    RoomSettings settings() {
        return settings;
    }

    SessionState state() {
        return state;
    }

    boolean locked() {
        return locked;
    }

    boolean recording() {
        return recording;
    }

    long startedAtMillis() {
        return startedAtMillis;
    }

    RoomReply apply(@Nullable Member actor, RoomCommand.Control command, Moment now) {
        if (command instanceof RoomCommand.Lock c) {
            lock(actor, c.locked());
        } else if (command instanceof RoomCommand.Start) {
            start(actor, now);
        } else if (command instanceof RoomCommand.Pause) {
            pause(actor);
        } else if (command instanceof RoomCommand.Resume) {
            resume(actor);
        } else if (command instanceof RoomCommand.End) {
            end(actor);
        } else if (command instanceof RoomCommand.SetRecording c) {
            record(actor, c.recording());
        } else if (command instanceof RoomCommand.SetSlowMode c) {
            slowMode(actor, c.seconds());
        } else if (command instanceof RoomCommand.ChangeSettings c) {
            changeSettings(actor, c);
        } else {
            throw new IllegalStateException("every command of control is handled: " + command);
        }
        return RoomReply.DONE;
    }

    private void lock(@Nullable Member actor, boolean wanted) {
        Policy.require(actor, Action.LOCK);
        if (locked != wanted) {
            locked = wanted;
            room.changed();
        }
        room.audit(actor, Action.LOCK, null, wanted ? "locked" : "unlocked");
    }

    private void start(@Nullable Member actor, Moment now) {
        Policy.require(actor, Action.CONTROL_SESSION);
        require(SessionState.SCHEDULED, "start");
        state = SessionState.IN_PROGRESS;
        startedAtMillis = now.epochMillis();
        room.changed();
        room.admitThoseWhoNeedNotWait();
        room.audit(actor, Action.CONTROL_SESSION, null, "started");
    }

    private void pause(@Nullable Member actor) {
        Policy.require(actor, Action.CONTROL_SESSION);
        require(SessionState.IN_PROGRESS, "pause");
        state = SessionState.PAUSED;
        room.media().paused(true);
        room.changed();
        room.audit(actor, Action.CONTROL_SESSION, null, "paused");
    }

    private void resume(@Nullable Member actor) {
        Policy.require(actor, Action.CONTROL_SESSION);
        require(SessionState.PAUSED, "resume");
        state = SessionState.IN_PROGRESS;
        room.media().paused(false);
        room.changed();
        room.audit(actor, Action.CONTROL_SESSION, null, "resumed");
    }

    private void end(@Nullable Member actor) {
        Policy.require(actor, Action.END_FOR_ALL);
        room.audit(actor, Action.END_FOR_ALL, null, null);
        room.end(LeaveReason.ROOM_CLOSED);
    }

    /** False when it had ended before. */
    boolean ended() {
        boolean first = state != SessionState.ENDED;
        state = SessionState.ENDED;
        recording = false;
        return first;
    }

    private void record(@Nullable Member actor, boolean wanted) {
        Policy.require(actor, Action.RECORD);
        if (wanted && !settings.recording()) {
            throw Refusal.forbidden("recording is off in this room: change its settings first");
        }
        if (recording != wanted) {
            recording = wanted;
            room.changed();
        }
        room.audit(actor, Action.RECORD, null, wanted ? "on" : "off");
    }

    private void slowMode(@Nullable Member actor, int seconds) {
        Policy.require(actor, Action.SET_SLOW_MODE);
        settings = settings.toBuilder().chat(settings.chat().withSlowMode(seconds)).build();
        room.changed();
        room.audit(actor, Action.SET_SLOW_MODE, null, seconds + " s");
    }

    private void changeSettings(@Nullable Member actor, RoomCommand.ChangeSettings command) {
        Policy.require(actor, Action.CHANGE_SETTINGS);
        RoomSettings changed = command.change().apply(settings.toBuilder()).build();
        texts.require(changed);
        settings = changed;
        recording &= settings.recording();
        room.settingsChanged();
        room.changed();
        room.audit(actor, Action.CHANGE_SETTINGS, null, null);
    }

    private void require(SessionState needed, String act) {
        if (state != needed) {
            throw new RejectedException(
                    Code.CONFLICT,
                    "the session is " + state + ": only one that is " + needed + " can " + act);
        }
    }
}
