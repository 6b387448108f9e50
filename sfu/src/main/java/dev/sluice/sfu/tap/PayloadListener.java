package dev.sluice.sfu.tap;

/** Takes RTP payloads, in order. */
@FunctionalInterface
interface PayloadListener {

    /**
     * The next payload.
     *
     * @param last of its frame
     */
    void onPayload(byte[] payload, boolean last);
}
