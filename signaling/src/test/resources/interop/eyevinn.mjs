// What a page needs of Eyevinn's clients, bundled for it by the test.

import { WebRTCPlayer } from '@eyevinn/webrtc-player';
import { WHIPClient } from '@eyevinn/whip-web-client';

window.eyevinn = { WebRTCPlayer, WHIPClient };
