package dev.sluice.signaling.sdp;

/** The property attributes, which have no value. */
public enum Flag implements Attribute {
    /** RFC 8839, section 5.3. */
    ICE_LITE("ice-lite"),
    /** RFC 8840, section 8.2. */
    END_OF_CANDIDATES("end-of-candidates"),
    /** RFC 8285, section 6. */
    EXTMAP_ALLOW_MIXED("extmap-allow-mixed"),
    /** RFC 5761, section 5.1.1. */
    RTCP_MUX("rtcp-mux"),
    /** RFC 8858. */
    RTCP_MUX_ONLY("rtcp-mux-only"),
    /** RFC 5506, section 5. */
    RTCP_RSIZE("rtcp-rsize"),
    /** RFC 9143, section 6. */
    BUNDLE_ONLY("bundle-only");

    private final String attribute;

    Flag(String attribute) {
        this.attribute = attribute;
    }

    @Override
    public String attribute() {
        return attribute;
    }

    @Override
    public String value() {
        return "";
    }
}
