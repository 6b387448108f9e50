/**
 * What two peers agree on before media flows, typed: the same whether it came as SDP or from
 * signalling of the embedder's own. Immutable values.
 */
@NullMarked
package dev.sluice.sfu.negotiation;

import org.jspecify.annotations.NullMarked;
