/** What tests of signalling share: a media server in memory and clients of ours. */
package dev.sluice.signaling.kit;
