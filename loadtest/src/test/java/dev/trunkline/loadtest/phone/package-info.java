@NullMarked
package dev.trunkline.loadtest.phone;

import org.jspecify.annotations.NullMarked;
