/**
 * The statistics behind the comparison: quantiles, bootstrap by cluster, rank test and shares.
 *
 * <p>In: numbers. Out: estimates with intervals; nothing here knows of calls or trunks. Every
 * method is a function of its arguments and the seed it is given, on the caller's thread. Methods
 * and their sources are named where they are; their figures are checked against R and SciPy.
 */
@NullMarked
package dev.trunkline.observability.compare.statistics;

import org.jspecify.annotations.NullMarked;
