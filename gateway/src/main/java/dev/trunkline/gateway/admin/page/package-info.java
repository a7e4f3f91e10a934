/**
 * The pages of the management port, as HTML.
 *
 * <p>In: call records and comparison reports. Out: whole pages, rendered from the templates beside
 * these classes, which escape what they are given; pictures are computed here and drawn by the
 * templates as SVG. No page needs a script to tell what it has to tell. Pure functions, any thread.
 */
@NullMarked
package dev.trunkline.gateway.admin.page;

import org.jspecify.annotations.NullMarked;
