"""Publishes test media by WHIP with GStreamer's webrtcbin and plays it back by WHEP.

Arguments: the server's address, a room. Prints "playing VIDEO AUDIO" with the frames decoded.
"""

import sys
import time
import urllib.error
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("GstSdp", "1.0")
from gi.repository import Gst, GstSdp, GstWebRTC  # noqa: E402

BASE, ROOM = sys.argv[1:3]
PATIENCE_SECONDS = 60

PUBLISH = """
    webrtcbin name=rtc bundle-policy=max-bundle
    videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=15/1
        ! vp8enc deadline=1 keyframe-max-dist=30 ! rtpvp8pay pt=96
        ! application/x-rtp,media=video,encoding-name=VP8,payload=96 ! rtc.
    audiotestsrc is-live=true ! opusenc ! rtpopuspay pt=97
        ! application/x-rtp,media=audio,encoding-name=OPUS,payload=97 ! rtc.
"""


def wait(what, condition):
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > end:
            sys.exit("waited too long for " + what)
        time.sleep(0.05)


def post(path, sdp):
    request = urllib.request.Request(
        BASE + path, sdp.encode(), {"Content-Type": "application/sdp"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            assert reply.status == 201, reply.status
            return reply.headers["Location"], reply.read().decode()
    except urllib.error.HTTPError as refusal:
        sys.exit(f"refused: {refusal.status} {refusal.read().decode()}\n{sdp}")


def delete(location):
    request = urllib.request.Request(BASE + location, method="DELETE")
    with urllib.request.urlopen(request, timeout=30) as reply:
        assert reply.status == 200, reply.status


def emit(rtc, signal, *arguments):
    promise = Gst.Promise.new()
    rtc.emit(signal, *arguments, promise)
    promise.wait()
    # The reply belongs to the promise.
    return promise


def negotiate(rtc, path, needed):
    wait("media formats", lambda: needed)
    promise = emit(rtc, "create-offer", None)
    # What a structure gives lives no longer than the structure.
    reply = promise.get_reply()
    emit(rtc, "set-local-description", reply.get_value("offer"))
    done = GstWebRTC.WebRTCICEGatheringState.COMPLETE
    wait("candidates", lambda: rtc.get_property("ice-gathering-state") == done)
    location, answer = post(path, rtc.get_property("local-description").sdp.as_text())
    _, sdp = GstSdp.SDPMessage.new_from_text(answer)
    remote = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, sdp)
    emit(rtc, "set-remote-description", remote)
    return location


def watch(rtc):
    """A list that is filled once the element wants to negotiate."""
    needed = []
    rtc.connect("on-negotiation-needed", lambda *_: needed.append(True))
    return needed


def connected(rtc):
    state = GstWebRTC.WebRTCPeerConnectionState.CONNECTED
    return rtc.get_property("connection-state") == state


def play(pipeline, counts):
    rtc = Gst.ElementFactory.make("webrtcbin")
    rtc.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
    pipeline.add(rtc)
    for media, encoding, payload, rate in (("audio", "OPUS", 97, 48000), ("video", "VP8", 96, 90000)):
        caps = f"application/x-rtp,media={media},encoding-name={encoding},payload={payload},clock-rate={rate}"
        if media == "audio":
            caps += ",encoding-params=(string)2"
        else:
            caps += ",rtcp-fb-nack=true,rtcp-fb-nack-pli=true"
        emit_transceiver = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
        rtc.emit("add-transceiver", emit_transceiver, Gst.Caps.from_string(caps))

    def on_pad(_, pad):
        if pad.direction != Gst.PadDirection.SRC:
            return
        kind = pad.get_current_caps().get_structure(0).get_string("media")
        chain = "rtpvp8depay ! vp8dec" if kind == "video" else "rtpopusdepay ! opusdec"
        sink = Gst.parse_bin_from_description(chain + " ! fakesink name=end signal-handoffs=true", True)

        def on_frame(*_):
            counts[kind] += 1

        sink.get_by_name("end").connect("handoff", on_frame)
        pipeline.add(sink)
        sink.sync_state_with_parent()
        pad.link(sink.get_static_pad("sink"))

    rtc.connect("pad-added", on_pad)
    return rtc


def main():
    Gst.init(None)
    print("version", Gst.version_string().split()[-1], flush=True)
    publishing = Gst.parse_launch(PUBLISH)
    publisher = publishing.get_by_name("rtc")
    needed = watch(publisher)
    publishing.set_state(Gst.State.PLAYING)
    published = negotiate(publisher, "/whip/" + ROOM, needed)
    wait("the publisher's connection", lambda: connected(publisher))

    counts = {"audio": 0, "video": 0}
    playing = Gst.Pipeline.new()
    player = play(playing, counts)
    needed = watch(player)
    playing.set_state(Gst.State.PLAYING)
    played = negotiate(player, "/whep/" + ROOM, needed)
    wait("media", lambda: counts["video"] >= 30 and counts["audio"] >= 50)
    print("playing", counts["video"], counts["audio"], flush=True)
    delete(played)
    delete(published)
    playing.set_state(Gst.State.NULL)
    publishing.set_state(Gst.State.NULL)


main()
