@NullMarked
package dev.trunkline.observability.compare.statistics;

import org.jspecify.annotations.NullMarked;
