@NullMarked
package dev.trunkline.gateway.pbx;

import org.jspecify.annotations.NullMarked;
