/**
 * Fuzz targets: each feeds one parser of outside bytes and throws when the parser does anything but
 * accept or refuse in its one way, within bounds.
 */
@NullMarked
package dev.sluice.fuzz;

import org.jspecify.annotations.NullMarked;
