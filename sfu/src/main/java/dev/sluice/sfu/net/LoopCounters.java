package dev.sluice.sfu.net;

/** What a loop counted. Written by the loop's thread only; a snapshot is taken there. */
public final class LoopCounters {

    /** Datagrams read, over UDP and TCP. */
    public long receivedDatagrams;

    /** Bytes of these. */
    public long receivedBytes;

    /** Datagrams given to the sockets. */
    public long sentDatagrams;

    /** Bytes of these. */
    public long sentBytes;

    /** Datagrams handed to the loop that owns their peer. */
    public long handedOver;

    /** Longer than any packet of ours, or empty. */
    public long droppedBadSize;

    /** Neither STUN nor from an address that ICE has validated. */
    public long droppedUnknownTuple;

    /** STUN for a username fragment that nobody has. */
    public long droppedUnknownPeer;

    /** Media that waited while the loop stood still. */
    public long droppedStale;

    /** The owning loop's queue was full. */
    public long droppedHandOver;

    /** The socket's send queue was full. */
    public long droppedSend;

    /** Packets that went from caches of resends before their time, for want of room. */
    public long evictedResends;

    /** Exceptions that were survived. */
    public long faults;

    LoopCounters copy() {
        LoopCounters copy = new LoopCounters();
        copy.receivedDatagrams = receivedDatagrams;
        copy.receivedBytes = receivedBytes;
        copy.sentDatagrams = sentDatagrams;
        copy.sentBytes = sentBytes;
        copy.handedOver = handedOver;
        copy.droppedBadSize = droppedBadSize;
        copy.droppedUnknownTuple = droppedUnknownTuple;
        copy.droppedUnknownPeer = droppedUnknownPeer;
        copy.droppedStale = droppedStale;
        copy.droppedHandOver = droppedHandOver;
        copy.droppedSend = droppedSend;
        copy.evictedResends = evictedResends;
        copy.faults = faults;
        return copy;
    }
}
