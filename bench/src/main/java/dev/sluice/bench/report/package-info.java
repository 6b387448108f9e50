/** What a run leaves behind: a table, JSON, HdrHistogram files and a page with charts. */
@NullMarked
package dev.sluice.bench.report;

import org.jspecify.annotations.NullMarked;
