package dev.sluice.signaling.sdp;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a browser's offer must come to, written by hand from the offer's text.
 *
 * @param offer the sample's name
 * @param sections every section of the offer, in order
 */
record Agreement(String offer, List<Section> sections) {

    /**
     * One section.
     *
     * @param direction the offer's
     * @param codecs in order: encoding name, payload type, a slash and that of rtx when there is
     *     one; empty when the section is rejected
     * @param extensions in the order of the ids: name, and id with the answer's direction
     * @param streams media SSRCs, each with a slash and that of rtx when there is one
     */
    record Section(
            String mid,
            String type,
            Direction direction,
            String codecs,
            String extensions,
            String rids,
            String streams) {

        boolean rejected() {
            return codecs.isEmpty();
        }
    }

    private static final String C_AUDIO = "opus 111, red 63";
    private static final String C_VIDEO =
            "VP8 96/97, H264 102/103, H264 104/107, H264 108/109, H264 114/115, H264 116/117,"
                    + " H264 39/40, AV1 45/46, VP9 98/99, VP9 100/101";
    private static final String C_VIDEO_RECEIVED =
            "VP8 96/97, VP9 98/99, VP9 100/101, VP9 35/36, VP9 37/38, H264 102/103, H264 104/107,"
                    + " H264 108/109, H264 114/115, H264 116/117, H264 39/40, H264 41/42,"
                    + " H264 43/44, AV1 45/46, AV1 47/48";
    private static final String C_H264 =
            "H264 102/103, H264 104/107, H264 108/109, H264 114/115, H264 116/117, H264 39/40";
    private static final String C_AUDIO_EXT =
            "AUDIO_LEVEL 1, ABS_SEND_TIME 2, TRANSPORT_CC 3, MID 4";
    private static final String C_VIDEO_EXT =
            "ABS_SEND_TIME 2, TRANSPORT_CC 3, MID 4, PLAYOUT_DELAY 5, RID 10, REPAIRED_RID 11,"
                    + " VIDEO_ORIENTATION 13";
    private static final String C_VIDEO_EXT_LAYERS =
            "ABS_SEND_TIME 2, TRANSPORT_CC 3, MID 4, PLAYOUT_DELAY 5, VIDEO_LAYERS_ALLOCATION 9,"
                    + " RID 10, REPAIRED_RID 11, DEPENDENCY_DESCRIPTOR 12, VIDEO_ORIENTATION 13";
    private static final String C_SINGLE_EXT =
            "ABS_SEND_TIME 2, VIDEO_ORIENTATION 3, TRANSPORT_CC 4, PLAYOUT_DELAY 5, MID 9, RID 10,"
                    + " REPAIRED_RID 11";
    private static final String C_SINGLE_EXT_LAYERS =
            C_SINGLE_EXT + ", DEPENDENCY_DESCRIPTOR 13, VIDEO_LAYERS_ALLOCATION 14";
    private static final String F_AUDIO = "opus 109";
    private static final String F_VIDEO = "VP8 120/124, VP9 121/125, AV1 99/100";
    private static final String F_AUDIO_EXT = "AUDIO_LEVEL 1, MID 3, TRANSPORT_CC 7";
    private static final String F_SENT_EXT = "MID 3, ABS_SEND_TIME 4, TRANSPORT_CC 7";
    private static final String F_SIMULCAST_EXT =
            F_SENT_EXT
                    + ", DEPENDENCY_DESCRIPTOR 8/recvonly, RID 9/recvonly,"
                    + " REPAIRED_RID 10/recvonly";
    private static final String F_RECEIVED_EXT =
            "MID 3, ABS_SEND_TIME 4, PLAYOUT_DELAY 6/sendonly, TRANSPORT_CC 7";

    static final List<Agreement> ALL =
            List.of(
                    of(
                            "chromium-av-addtrack",
                            audio(Direction.SENDRECV, C_AUDIO, C_AUDIO_EXT, "997850847"),
                            video(
                                    "1",
                                    Direction.SENDRECV,
                                    C_VIDEO,
                                    C_VIDEO_EXT,
                                    "2973311228/3669757358")),
                    of(
                            "chromium-av-simulcast",
                            audio(Direction.SENDONLY, C_AUDIO, C_AUDIO_EXT, "3082021644"),
                            simulcast(C_VIDEO, C_VIDEO_EXT_LAYERS, "")),
                    of(
                            "chromium-av-simulcast-data",
                            audio(Direction.SENDONLY, C_AUDIO, C_AUDIO_EXT, "3919911543"),
                            simulcast(C_VIDEO, C_VIDEO_EXT_LAYERS, ""),
                            data("2")),
                    of(
                            "chromium-av1-l1t3",
                            sent("AV1 45/46", C_SINGLE_EXT_LAYERS, "2451546765/650746703")),
                    of("chromium-datachannel", data("0")),
                    of(
                            "chromium-ft-av-addtrack",
                            audio(Direction.SENDRECV, C_AUDIO, C_AUDIO_EXT, "1293138955"),
                            video(
                                    "1",
                                    Direction.SENDRECV,
                                    C_VIDEO,
                                    C_VIDEO_EXT_LAYERS,
                                    "1584420498/3476239261")),
                    of(
                            "chromium-ft-av-simulcast",
                            audio(Direction.SENDONLY, C_AUDIO, C_AUDIO_EXT, "3480257141"),
                            simulcast(C_VIDEO, C_VIDEO_EXT_LAYERS, "")),
                    of(
                            "chromium-ft-av-simulcast-data",
                            audio(Direction.SENDONLY, C_AUDIO, C_AUDIO_EXT, "3595482644"),
                            simulcast(C_VIDEO, C_VIDEO_EXT_LAYERS, ""),
                            data("2")),
                    of(
                            "chromium-ft-av1-l1t3",
                            sent("AV1 45/46", C_SINGLE_EXT_LAYERS, "546713389/3824855316")),
                    of("chromium-h264", sent(C_H264, C_SINGLE_EXT, "1323897380/2945965763")),
                    of(
                            "chromium-recvonly",
                            audio(Direction.RECVONLY, C_AUDIO, C_AUDIO_EXT, ""),
                            video("1", Direction.RECVONLY, C_VIDEO_RECEIVED, C_VIDEO_EXT, "")),
                    of("chromium-screen", sent(C_VIDEO, C_SINGLE_EXT, "3812390680/2990191179")),
                    of(
                            "chromium-vp8-l1t3",
                            sent("VP8 96/97", C_SINGLE_EXT_LAYERS, "1574311594/1917334814")),
                    of(
                            "chromium-vp9-svc-l3t3key",
                            sent(
                                    "VP9 98/99, VP9 100/101",
                                    C_SINGLE_EXT_LAYERS,
                                    "4206597538/3666661305")),
                    of(
                            "firefox-av-addtrack",
                            audio(Direction.SENDRECV, F_AUDIO, F_AUDIO_EXT, "87017950"),
                            video(
                                    "1",
                                    Direction.SENDRECV,
                                    F_VIDEO,
                                    F_RECEIVED_EXT,
                                    "602712414/2298130253")),
                    of(
                            "firefox-av-simulcast",
                            audio(Direction.SENDONLY, F_AUDIO, F_AUDIO_EXT, "722743778"),
                            simulcast(
                                    F_VIDEO,
                                    F_SIMULCAST_EXT,
                                    "1723355106/340852708, 3001914681/702484189,"
                                            + " 4185192545/1166118127")),
                    of(
                            "firefox-av-simulcast-data",
                            audio(Direction.SENDONLY, F_AUDIO, F_AUDIO_EXT, "2193016734"),
                            simulcast(
                                    F_VIDEO,
                                    F_SIMULCAST_EXT,
                                    "2676418858/109962692, 2545388686/4275746053,"
                                            + " 1455595659/1046025081"),
                            data("2")),
                    of("firefox-av1-l1t3", sent("AV1 99/100", F_SENT_EXT, "3968426162/2214479705")),
                    of("firefox-datachannel", data("0")),
                    of(
                            "firefox-recvonly",
                            audio(Direction.RECVONLY, F_AUDIO, F_AUDIO_EXT, ""),
                            video("1", Direction.RECVONLY, F_VIDEO, F_RECEIVED_EXT, "")),
                    of("firefox-screen", sent(F_VIDEO, F_SENT_EXT, "1948883600/1129381655")),
                    of(
                            "firefox-vp8-l1t3",
                            sent("VP8 120/124", F_SENT_EXT, "3519805525/2135121275")),
                    of(
                            "firefox-vp9-svc-l3t3key",
                            sent("VP9 121/125", F_SENT_EXT, "4273721944/2320667106")));

    private static Agreement of(String offer, Section... sections) {
        return new Agreement(offer, List.of(sections));
    }

    private static Section audio(Direction way, String codecs, String extensions, String streams) {
        return new Section("0", "audio", way, codecs, extensions, "", streams);
    }

    private static Section video(
            String mid, Direction way, String codecs, String extensions, String streams) {
        return new Section(mid, "video", way, codecs, extensions, "", streams);
    }

    private static Section sent(String codecs, String extensions, String streams) {
        return video("0", Direction.SENDONLY, codecs, extensions, streams);
    }

    private static Section simulcast(String codecs, String extensions, String streams) {
        return new Section("1", "video", Direction.SENDONLY, codecs, extensions, "q h f", streams);
    }

    private static Section data(String mid) {
        return new Section(mid, "application", Direction.SENDRECV, "", "", "", "");
    }

    List<Section> accepted() {
        return sections.stream().filter(section -> !section.rejected()).toList();
    }

    /** The payload types of a codec list, rtx behind its codec. */
    static String payloadTypes(String codecs) {
        return Arrays.stream(codecs.split(", "))
                .map(codec -> codec.substring(codec.indexOf(' ') + 1).replace('/', ' '))
                .collect(Collectors.joining(" "));
    }

    /** The ids of an extension list without directions. */
    static String withoutDirections(String extensions) {
        return extensions.replaceAll("/(send|recv)only", "");
    }

    @Override
    public String toString() {
        return offer;
    }
}
