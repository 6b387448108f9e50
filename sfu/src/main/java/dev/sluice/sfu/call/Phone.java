package dev.sluice.sfu.call;

/** A connection of somebody who can be called. It never calls back into the desk. */
public interface Phone {

    /** A call from or to this identity is new or changed. */
    void changed(CallInfo call);

    /** This connection is to enter the call's room now; {@link #changed} was not called. */
    void connect(CallInfo call);
}
