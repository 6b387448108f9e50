"""Publishes test media by WHIP with aiortc and plays it back by WHEP.

Arguments: the server's address, a room. Prints "playing VIDEO AUDIO" with the frames decoded.
"""

import asyncio
import fractions
import sys
import urllib.error
import urllib.request

import av
import aiortc
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

BASE, ROOM = sys.argv[1:3]
PATIENCE_SECONDS = 60


class Pattern(VideoStreamTrack):
    """Grey that changes with each frame."""

    async def recv(self):
        pts, time_base = await self.next_timestamp()
        frame = av.VideoFrame(320, 180, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([pts // 3000 % 200 + 20]) * plane.buffer_size)
        frame.pts, frame.time_base = pts, time_base
        return frame


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


async def negotiate(connection, path):
    await connection.setLocalDescription(await connection.createOffer())
    location, answer = await asyncio.to_thread(post, path, connection.localDescription.sdp)
    await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    return location


def delete(location):
    request = urllib.request.Request(BASE + location, method="DELETE")
    with urllib.request.urlopen(request, timeout=30) as reply:
        assert reply.status == 200, reply.status


async def count(track, counts):
    while True:
        await track.recv()
        counts[track.kind] += 1


async def main():
    print("version", aiortc.__version__, flush=True)
    publisher = RTCPeerConnection()
    publisher.addTrack(AudioStreamTrack())
    publisher.addTrack(Pattern())
    published = await negotiate(publisher, "/whip/" + ROOM)

    counts = {"audio": 0, "video": 0}
    player = RTCPeerConnection()
    player.addTransceiver("audio", direction="recvonly")
    player.addTransceiver("video", direction="recvonly")
    tasks = []
    player.on("track", lambda track: tasks.append(asyncio.ensure_future(count(track, counts))))
    played = await negotiate(player, "/whep/" + ROOM)

    for _ in range(PATIENCE_SECONDS * 10):
        await asyncio.sleep(0.1)
        if counts["video"] >= 30 and counts["audio"] >= 50:
            break
    print("playing", counts["video"], counts["audio"], flush=True)
    for task in tasks:
        task.cancel()
    delete(played)
    delete(published)
    await player.close()
    await publisher.close()


asyncio.run(main())
