/**
 * From a published track to the slots that carry it, across loops: a packet crosses to another loop
 * once, in a batch, however many subscribers that loop has.
 */
@NullMarked
package dev.sluice.sfu.forward;

import org.jspecify.annotations.NullMarked;
