/** The manifests of {@code k8s}, read strictly. */
@NullMarked
package dev.trunkline.loadtest.kubernetes;

import org.jspecify.annotations.NullMarked;
