@NullMarked
package dev.trunkline.observability.compare;

import org.jspecify.annotations.NullMarked;
