/** ICE (RFC 8445). */
@NullMarked
package dev.sluice.ice;

import org.jspecify.annotations.NullMarked;
