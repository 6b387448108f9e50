package dev.sluice.sfu.alloc;

/** What was decided. */
public enum DecisionKind {
    LAYER_UP,
    LAYER_DOWN,
    /** The stream stops although it is wanted. */
    PAUSE,
    RESUME,
    /** The stream starts because it became wanted, or stops because it is no longer. */
    START,
    STOP,
    /** Padding is sent to see whether a higher layer would fit. */
    PROVE,
    /** It would not. */
    PROOF_FAILED,
    /** Frames are left out within the layer until the queue has drained. */
    THIN,
    /** All frames of the layer are sent again. */
    RESTORE,
    ESTIMATE,
    GATE_CLOSED,
    GATE_OPENED,
    PROBE,
    PROBE_RESULT
}
