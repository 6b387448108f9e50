package dev.sluice.sfu.explain;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What a server knows of its calls, for people who ask how they go and why. Any thread; stages
 * complete on the embedder's executor, refused with NOT_FOUND when there is no such room or
 * participant.
 */
public interface CallInsight {

    /**
     * Why a participant's picture is bad, in words; empty when nothing is wrong that the server can
     * see.
     *
     * @return refused with CONFLICT before its first offer
     */
    CompletionStage<List<Finding>> explain(String room, String participantId);

    /** All that is kept of a participant, hidden ones too. */
    CompletionStage<ParticipantTrace> trace(String room, String participantId);

    /** All that is kept of a room and of everybody in it. */
    CompletionStage<CallTrace> trace(String room);
}
