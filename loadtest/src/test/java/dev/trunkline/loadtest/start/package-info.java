@NullMarked
package dev.trunkline.loadtest.start;

import org.jspecify.annotations.NullMarked;
