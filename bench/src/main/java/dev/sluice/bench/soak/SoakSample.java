package dev.sluice.bench.soak;

/**
 * The server when everybody has gone, and what it did since the sample before.
 *
 * @param second since the beginning
 * @param callBytes of all objects in use while the people who stay are there, garbage collected
 * @param heapBytes the same when nobody is
 * @param directBytes of Netty's buffers, free pooled ones included
 * @param descriptors open
 * @param threads of the server
 * @param jvmThreads of Java's own, which come and go
 * @param residentBytes of the process
 * @param microsPerPacket processor time of the server for each datagram in or out
 * @param packets datagrams in and out
 * @param visits people who came and went
 * @param shares screens shared
 * @param switches of layers, pauses and resumptions included
 * @param lost packets that the links lost
 * @param load of the machine, over the last minute
 */
public record SoakSample(
        double second,
        long callBytes,
        long heapBytes,
        long directBytes,
        int descriptors,
        int threads,
        int jvmThreads,
        long residentBytes,
        double microsPerPacket,
        long packets,
        long visits,
        long shares,
        long switches,
        long lost,
        double load) {}
