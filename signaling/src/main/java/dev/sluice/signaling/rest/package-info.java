/** The admin API: rooms, participants, publications, messages, calls and statistics over HTTP. */
@NullMarked
package dev.sluice.signaling.rest;

import org.jspecify.annotations.NullMarked;
