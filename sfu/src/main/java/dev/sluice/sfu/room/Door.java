package dev.sluice.sfu.room;

import dev.sluice.sfu.api.JoinRequest;
import dev.sluice.sfu.api.RejectedException;
import dev.sluice.sfu.api.RejectedException.Code;
import dev.sluice.sfu.api.Role;
import dev.sluice.sfu.api.RoomType;
import dev.sluice.sfu.api.SessionState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides who gets in, who waits, and what newcomers are. */
final class Door {

    private static final int MAX_BANNED = 10_000;
    private static final int PASSWORD_TRIES = 30;
    private static final long PASSWORD_WINDOW_NANOS = 60_000_000_000L;

    private final Members members;
    private final Lobby lobby;
    private final Control control;
    private final RoomLimits limits;
    private final Set<String> banned = new LinkedHashSet<>();
    private final RateWindow wrongPasswords = new RateWindow(PASSWORD_TRIES, PASSWORD_WINDOW_NANOS);

    /** Until when passwords are not even looked at; after too many wrong ones. */
    private long shutUntilNanos;

    private boolean shut;

    Door(Members members, Lobby lobby, Control control, RoomLimits limits) {
        this.members = members;
        this.lobby = lobby;
        this.control = control;
        this.limits = limits;
    }

    /** True: come in. False: wait. */
    boolean opens(JoinRequest request, Moment now) {
        requireOpen();
        if (banned.contains(request.identity())) {
            throw Refusal.forbidden("you were removed from this room");
        }
        boolean trusted = trusted(request);
        boolean back = members.ofIdentity(request.identity()) != null;
        if (!trusted) {
            requirePassword(request.password(), now);
            if (control.locked() && !back && !lobby.remembers(request.identity())) {
                throw Refusal.forbidden("the room is locked: ask somebody in it to unlock it");
            }
        }
        if (!back) {
            requireRoom();
        }
        if (back || !mustWait(request)) {
            return true;
        }
        if (!request.canWait()) {
            throw Refusal.forbidden(
                    "the room has a waiting room: join it by a client that can wait");
        }
        return false;
    }

    /** Whether somebody who is not in has to wait. */
    boolean mustWait(JoinRequest request) {
        Role role = roleOf(request);
        if (control.state() == SessionState.SCHEDULED) {
            return !Policy.runs(role);
        }
        return control.settings().waitingRoom()
                && !Policy.keepsOrder(role)
                && !lobby.remembers(request.identity());
    }

    /** What somebody is when it comes in now. */
    Role roleOf(JoinRequest request) {
        Role granted = request.role();
        if (granted != null) {
            return granted;
        }
        if (request.hostIfFirst() && !request.permissions().hidden() && !hasRunner()) {
            return Role.HOST;
        }
        return control.settings().type() == RoomType.BROADCAST ? Role.VIEWER : Role.PARTICIPANT;
    }

    /** Whether somebody who runs the room is in it. */
    boolean hasRunner() {
        for (Member member : members.all()) {
            if (Policy.runs(member.role()) && !member.hidden()) {
                return true;
            }
        }
        return false;
    }

    /** Refuses when no place is left. */
    void requireRoom() {
        requireOpen();
        int wanted = control.settings().capacity();
        int most = wanted == 0 ? limits.participants() : Math.min(wanted, limits.participants());
        if (members.size() >= most) {
            throw new RejectedException(
                    Code.LIMIT, "the room is full: it takes " + most + " participants");
        }
    }

    /** Keeps an identity out for the life of the room. */
    void ban(String identity) {
        banned.add(identity);
        if (banned.size() > MAX_BANNED) {
            banned.remove(banned.iterator().next());
        }
    }

    private void requireOpen() {
        if (control.state() == SessionState.ENDED) {
            throw new RejectedException(Code.CONFLICT, "the session of this room has ended");
        }
    }

    private static boolean trusted(JoinRequest request) {
        Role role = request.role();
        return role != null && Policy.keepsOrder(role);
    }

    private void requirePassword(@Nullable String given, Moment now) {
        String wanted = control.settings().password();
        if (wanted == null) {
            return;
        }
        if (shut && shutUntilNanos - now.nanos() > 0) {
            throw Refusal.tooOften("too many wrong passwords", shutUntilNanos - now.nanos());
        }
        shut = false;
        if (given != null && MessageDigest.isEqual(bytes(given), bytes(wanted))) {
            return;
        }
        if (given != null) {
            long waitNanos = wrongPasswords.tryPass(now.nanos());
            if (waitNanos > 0) {
                shut = true;
                shutUntilNanos = now.nanos() + waitNanos;
            }
        }
        throw new RejectedException(
                Code.UNAUTHORIZED,
                given == null
                        ? "the room has a password: give it"
                        : "the password is wrong: ask whoever invited you",
                Map.of("password", true));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
