/** The ICE agents: lite for the server, controlling for our own clients. Sans-I/O. */
@NullMarked
package dev.sluice.ice.agent;

import org.jspecify.annotations.NullMarked;
