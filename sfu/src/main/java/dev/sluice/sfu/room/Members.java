package dev.sluice.sfu.room;

import dev.sluice.sfu.api.Action;
import dev.sluice.sfu.api.RoomEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is in a room, in the order of joining, and how to tell them. */
final class Members {

    private final Map<String, Member> byId = new LinkedHashMap<>();
    private final Map<String, Member> byIdentity = new HashMap<>();

    void add(Member member) {
        byId.put(member.id(), member);
        byIdentity.put(member.identity(), member);
    }

    /** False when it was not there. */
    boolean remove(Member member) {
        byIdentity.remove(member.identity(), member);
        return byId.remove(member.id(), member);
    }

    boolean contains(Member member) {
        return byId.get(member.id()) == member;
    }

    /**
     * The member of an id.
     *
     * @throws dev.sluice.sfu.api.RejectedException NOT_FOUND
     */
    Member require(String id) {
        Member member = byId.get(id);
        if (member == null) {
            throw Refusal.notFound("participant", id);
        }
        return member;
    }

    @Nullable Member ofId(String id) {
        return byId.get(id);
    }

    @Nullable Member ofIdentity(String identity) {
        return byIdentity.get(identity);
    }

    Collection<Member> all() {
        return byId.values();
    }

    int size() {
        return byId.size();
    }

    /** How many others see. */
    int visible() {
        int count = 0;
        for (Member member : byId.values()) {
            count += member.hidden() ? 0 : 1;
        }
        return count;
    }

    void toAll(RoomEvent event) {
        for (Member member : byId.values()) {
            member.sink().event(event);
        }
    }

    void toOthers(@Nullable Member except, RoomEvent event) {
        for (Member member : byId.values()) {
            if (member != except) {
                member.sink().event(event);
            }
        }
    }

    /** To those who may do something. */
    void toThose(Action permitted, RoomEvent event) {
        for (Member member : byId.values()) {
            if (Policy.permits(member, permitted)) {
                member.sink().event(event);
            }
        }
    }

    /** What changed about somebody, to everybody and itself; to itself alone if it is hidden. */
    void updated(Member member) {
        RoomEvent event = new RoomEvent.ParticipantUpdated(member.info());
        if (member.hidden()) {
            member.sink().event(event);
        } else {
            toAll(event);
        }
    }
}
