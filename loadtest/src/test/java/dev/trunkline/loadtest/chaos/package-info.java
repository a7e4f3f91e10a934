/** Tests of the package of the same name. */
@NullMarked
package dev.trunkline.loadtest.chaos;

import org.jspecify.annotations.NullMarked;
