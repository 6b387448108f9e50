/** Keys and tokens: who may join which room and do what. Immutable and safe from any thread. */
@NullMarked
package dev.sluice.signaling.auth;

import org.jspecify.annotations.NullMarked;
