@NullMarked
package dev.trunkline.observability.trace;

import org.jspecify.annotations.NullMarked;
