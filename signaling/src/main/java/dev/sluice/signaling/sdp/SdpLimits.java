package dev.sluice.signaling.sdp;

/**
 * How much of a description we read before we refuse it.
 *
 * @param characters of the whole text; a caller that reads bytes caps those before it decodes them
 * @param lines of the whole text
 * @param lineCharacters of one line
 * @param sections that begin with {@code m=}
 */
public record SdpLimits(int characters, int lines, int lineCharacters, int sections) {

    /** 512 KiB, 20,000 lines of at most 8 KiB, 128 sections: about twice our largest pool. */
    public static final SdpLimits STANDARD = new SdpLimits(512 * 1024, 20_000, 8 * 1024, 128);
}
