package dev.sluice.sfu.alloc;

/** What was decided. */
public enum DecisionKind {
    /** A higher layer is sent. */
    LAYER_UP,
    /** A lower layer is sent. */
    LAYER_DOWN,
    /** The stream stops although it is wanted. */
    PAUSE,
    /** A paused stream goes on. */
    RESUME,
    /** The stream starts because it became wanted, or stops because it is no longer. */
    START,
    /** The stream stops because it is no longer wanted. */
    STOP,
    /** Padding is sent to see whether a higher layer would fit. */
    PROVE,
    /** It would not. */
    PROOF_FAILED,
    /** Frames are left out within the layer until the queue has drained. */
    THIN,
    /** All frames of the layer are sent again. */
    RESTORE,
    /** The estimate of the path changed by much. */
    ESTIMATE,
    /** The queue on the path is too long: nothing beyond the budget. */
    GATE_CLOSED,
    /** The queue has drained. */
    GATE_OPENED,
    /** A probe began. */
    PROBE,
    /** What a probe found the path to carry. */
    PROBE_RESULT
}
