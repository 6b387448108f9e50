'use strict';
// WHIP and WHEP before Medooze's media server, as little as a load test needs; docs/BENCH.md says how to run it.
const http = require('node:http');
const medooze = require('medooze-media-server');
const { SDPInfo } = require('semantic-sdp');

const [address, port] = process.argv.slice(2);
if (!port) {
    console.error('usage: node medooze.cjs ADDRESS PORT');
    process.exit(2);
}
medooze.enableLog(false);
const endpoint = medooze.createEndpoint(address);
const rooms = new Map();
const sessions = new Map();
const capabilities = {
    audio: { codecs: ['opus'], rtcpfbs: [{ id: 'transport-cc' }] },
    video: {
        codecs: ['vp8'],
        rtx: true,
        rtcpfbs: [
            { id: 'transport-cc' },
            { id: 'ccm', params: ['fir'] },
            { id: 'nack' },
            { id: 'nack', params: ['pli'] },
        ],
    },
};
for (const each of Object.values(capabilities)) {
    each.extensions = [
        'urn:ietf:params:rtp-hdrext:sdes:mid',
        'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
    ];
}

function connect(sdp) {
    const offer = SDPInfo.process(sdp);
    const transport = endpoint.createTransport(offer);
    transport.setRemoteProperties({ audio: offer.getMedia('audio'), video: offer.getMedia('video') });
    const answer = offer.answer({
        dtls: transport.getLocalDTLSInfo(),
        ice: transport.getLocalICEInfo(),
        candidates: endpoint.getLocalCandidates(),
        capabilities,
    });
    transport.setLocalProperties({ audio: answer.getMedia('audio'), video: answer.getMedia('video') });
    return { offer, transport, answer };
}

function publish(room, sdp) {
    const { offer, transport, answer } = connect(sdp);
    rooms.set(room, transport.createIncomingStream(offer.getFirstStream()));
    return { transport, answer };
}

function view(room, sdp) {
    const { transport, answer } = connect(sdp);
    const incoming = rooms.get(room);
    const outgoing = transport.createOutgoingStream({
        audio: incoming.getAudioTracks().length > 0,
        video: incoming.getVideoTracks().length > 0,
    });
    answer.addStream(outgoing.getStreamInfo());
    outgoing.attachTo(incoming);
    return { transport, answer };
}

function answerTo(request, body) {
    const [, kind, room] = request.url.split('/');
    if (request.method === 'DELETE') {
        sessions.get(room)?.stop();
        sessions.delete(room);
        return { status: 200 };
    }
    if (kind === 'whep' && !rooms.has(room)) {
        return { status: 404 };
    }
    const { transport, answer } = (kind === 'whip' ? publish : view)(room, body);
    const id = String(sessions.size) + Math.random().toString(36).slice(2);
    sessions.set(id, transport);
    return { status: 201, location: `/session/${id}`, sdp: answer.toString() };
}

const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
        try {
            const { status, location, sdp } = answerTo(request, body);
            response.writeHead(status, {
                'Content-Type': 'application/sdp',
                ...(location && { Location: location }),
            });
            response.end(sdp);
        } catch (e) {
            console.error(e);
            response.writeHead(500);
            response.end(String(e));
        }
    });
});
server.listen(Number(port), '127.0.0.1', () => console.log(`ready: http://127.0.0.1:${server.address().port}`));
