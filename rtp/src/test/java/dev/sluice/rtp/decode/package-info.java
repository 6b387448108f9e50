/**
 * A decoder's view of RTP: depacketisers by the payload formats, files that decoders read, and
 * ffmpeg where it is installed. Nothing here calls the code under test.
 */
package dev.sluice.rtp.decode;
